import { requireTalksOn } from "../../bot-origins.js";
import type { Actor } from "../../chat/actor.js";
import type { Core } from "../../chat/core.js";
import type { BotEntity } from "../../store/entities.js";
import type { HttpContext } from "../context.js";

/** A call after its schemas, as far as it can say which bots it is about. */
interface AboutBots {
  actor: Actor | null;
  params: unknown;
  query: unknown;
  body: unknown;
}

type AskedBot = Pick<BotEntity, "name" | "settings">;

/** Refuses a page of a site that a bot of this call does not talk on. What no browser sent has no origin. */
export async function requireBotOrigins(core: Core, ctx: HttpContext, call: AboutBots): Promise<void> {
  const { origin } = ctx.headers;
  if (origin === undefined || call.actor?.kind === "admin") return;
  requireTalksOn(await botsOf(core, call), origin, ctx.host);
}

async function botsOf(core: Core, { actor, params, query, body }: AboutBots): Promise<AskedBot[]> {
  // A new conversation's bots count, not those of the conversation whose token says who starts it.
  const named = names(body, "bots") ?? names(query, "bot");
  if (named) {
    const found = await Promise.all(named.map((name) => core.store.bots.find(name)));
    return found.filter((bot) => bot !== null);
  }
  const ofToken = actor?.kind === "visitor" ? actor.conversationId : undefined;
  const conversationId = text(params, "conversationId") ?? ofToken;
  return conversationId === undefined ? [] : core.store.feed.botsIn(conversationId);
}

function text(of: unknown, name: string): string | undefined {
  // A schema of the table has read it.
  const value = (of as Record<string, unknown> | undefined)?.[name];
  return typeof value === "string" ? value : undefined;
}

function names(of: unknown, name: string): string[] | undefined {
  const value = (of as Record<string, unknown> | undefined)?.[name];
  return typeof value === "string" ? [value] : Array.isArray(value) ? value : undefined;
}
