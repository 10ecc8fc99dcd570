import type { AdminScope, BotSettings } from "@natter/protocol";
import { hashKey, newKey } from "./keys.js";
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
  const bot: BotEntity = {
    id: newId(),
    name,
    description,
    isRequired,
    // What it really hears, it says when it connects.
    hears: ["message"],
    settings,
    createdAt: Date.now(),
    removedAt: null,
  };
  await store.bots.add(bot);
  return { bot, key: await issueBotKey(store, bot) };
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
