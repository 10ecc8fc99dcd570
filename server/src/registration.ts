import type { AdminScope, BotSettings } from "@natter/protocol";
import { hashKey, newKey, newWebhookSecret } from "./keys.js";
import { newId } from "./new-id.js";
import type { BotEntity } from "./store/entities.js";
import type { Store } from "./store/store.js";

export interface IssuedKey {
  id: string;
  /** In clear, for this once: only its hash is kept. */
  key: string;
}

/** Adds a bot with a first key. Rejects with a `constraint` `StoreError` when the name is taken. */
export async function registerBot(
  store: Store,
  {
    name,
    description = null,
    isRequired = false,
    settings = {},
  }: { name: string; description?: string | null; isRequired?: boolean; settings?: BotSettings },
): Promise<{ bot: BotEntity; key: IssuedKey }> {
  const bot = newBot({ name, description, isRequired, settings });
  await store.bots.add(bot);
  return { bot, key: await issueBotKey(store, bot) };
}

/** Lets the bot be called at `url`; its calls are signed with the returned secret from then on. */
export async function setWebhook(
  store: Pick<Store, "webhooks">,
  { id: botId }: Pick<BotEntity, "id">,
  url: string,
): Promise<{ secret: string }> {
  const secret = newWebhookSecret();
  await store.webhooks.set({ botId, url, secret, createdAt: Date.now() });
  return { secret };
}

/** The bot of that name, added where there is none. It gets no key: it is let in without one. */
export async function ensureBot(
  store: Store,
  { name, isRequired = false }: { name: string; isRequired?: boolean },
): Promise<BotEntity> {
  const known = await store.bots.find(name);
  if (known?.name === name && known.removedAt === null) return known;
  const bot = newBot({ name, description: null, isRequired, settings: {} });
  await store.bots.add(bot);
  return bot;
}

function newBot(about: Pick<BotEntity, "name" | "description" | "isRequired" | "settings">): BotEntity {
  // What it really hears, it says when it connects.
  return { id: newId(), ...about, hears: ["message"], createdAt: Date.now(), removedAt: null };
}

/** One more key for a bot; its other keys stay valid. */
export function issueBotKey(store: Store, bot: Pick<BotEntity, "id" | "name">): Promise<IssuedKey> {
  return issue(store, { kind: "bot", botId: bot.id, name: bot.name, scopes: [] });
}

export function issueAdminKey(
  store: Store,
  { name, scopes }: { name: string; scopes: readonly AdminScope[] },
): Promise<IssuedKey> {
  return issue(store, { kind: "admin", botId: null, name, scopes });
}

async function issue(
  store: Store,
  entity: { kind: "bot" | "admin"; botId: string | null; name: string; scopes: readonly AdminScope[] },
): Promise<IssuedKey> {
  const id = newId();
  const key = newKey(entity.kind);
  await store.keys.add(
    { id, ...entity, createdAt: Date.now(), lastUsedAt: null, revokedAt: null },
    hashKey(key),
  );
  return { id, key };
}
