import { type RestCallName, restCalls } from "@natter/protocol";
import type { Actor } from "../chat/actor.js";
import { clientAddress } from "../limits/client-address.js";
import { type Limiter, type Quota, rateLimited, type SharedRate } from "../limits/limiter.js";
import type { HttpContext } from "./context.js";

/** Finds who calls and charges the call to their token buckets. Rejects with `rate_limited`, or as `findActor` does. */
export type CallLimits = (
  call: RestCallName,
  ctx: HttpContext,
  findActor: () => Promise<Actor | null>,
) => Promise<Actor | null>;

const creations: ReadonlySet<RestCallName> = new Set(["createConversation", "joinConversation"]);
const sends: ReadonlySet<RestCallName> = new Set(["sendMessage", "editMessage", "deleteMessage"]);
/**
 * An administrator's script that walks a year in slices is no flood, and many bots may share an address: of these
 * calls an address is charged only for those without a key.
 */
const needsKey = (call: RestCallName) => call === "exportRequests" || restCalls[call].access === "bot";

export function limitCalls({ limiter, trustProxy }: { limiter: Limiter; trustProxy: boolean }): CallLimits {
  return async (call, ctx, findActor) => {
    const address = clientAddress(ctx.req.socket.remoteAddress, ctx.headers["x-forwarded-for"], trustProxy);
    const charge = (name: SharedRate, key: string) => {
      const wait = limiter.take(name, key);
      tellQuota(ctx, limiter.quota(name, key));
      if (wait > 0) throw rateLimited(name, wait);
    };
    if (!needsKey(call)) charge("address-calls", address);
    const actor = await findActor().catch((error: unknown) => {
      if (needsKey(call)) charge("address-calls", address);
      throw error;
    });
    if (actor?.kind === "bot") charge("bot-calls", actor.botId);
    if (creations.has(call)) charge("creations", address);
    if (actor?.kind === "visitor") {
      charge("participant-calls", actor.participantId);
      if (sends.has(call)) charge("sends", actor.participantId);
    }
    return actor;
  };
}

/** The fields of draft-ietf-httpapi-ratelimit-headers: what is granted, and what is left of it. */
function tellQuota(ctx: HttpContext, quota: Quota | null): void {
  if (!quota) return;
  const { name, burst, perSecond, left, fullInMs } = quota;
  ctx.append("RateLimit-Policy", `"${name}";q=${burst};w=${Math.ceil(burst / perSecond)}`);
  ctx.append("RateLimit", `"${name}";r=${left};t=${Math.ceil(fullInMs / 1000)}`);
}
