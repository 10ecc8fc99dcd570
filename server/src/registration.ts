import type { AdminScope, BotSettings } from "@natter/protocol";
import { hashKey, newKey, newWebhookSecret } from "./keys.js";
import { newId } from "./new-id.js";
import { type BotEntity, serial } from "./store/entities.js";
import type { Store } from "./store/store.js";

export interface IssuedKey {
  id: string;
  /** In clear, for this once: only its hash is kept. */
  key: string;
}

/**
 * Adds a bot with a first key: by default neither required nor the manager. Rejects with a `constraint` `StoreError`
 * when the name, or the manager's place, is taken.
 */
export async function registerBot(
  store: Store,
  {
    name,
    description = null,
    isRequired = false,
    isManager = false,
    settings = {},
  }: {
    name: string;
    description?: string | null;
    isRequired?: boolean;
    isManager?: boolean;
    settings?: BotSettings;
  },
): Promise<{ bot: BotEntity; key: IssuedKey }> {
  const bot = newBot({ name, description, isRequired, isManager, settings });
  await store.bots.add(bot);
  return { bot, key: await issueBotKey(store, bot) };
}

/** Lets the bot be called at `url`, signed with the returned `secret` from then on. Default: one that is made for it. */
export async function setWebhook(
  store: Pick<Store, "webhooks">,
  { id: botId }: Pick<BotEntity, "id">,
  url: string,
  secret: string = newWebhookSecret(),
): Promise<{ secret: string }> {
  await store.webhooks.set({ botId, url, secret, createdAt: Date.now() });
  return { secret };
}

export interface WebhookChange {
  /** Where to call it from now on; null: nowhere, it connects by itself. */
  url?: string | null | undefined;
  /** What to sign with from now on; true: a secret that is made for it. */
  secret?: string | true | undefined;
}

/**
 * Changes what is given of a bot's webhook. Its secret stays where it has one, else one is made. Resolves to a secret
 * that was made, which is to be shown, once; without an address there is nothing to sign, and nothing is done.
 */
export async function changeWebhook(
  store: Pick<Store, "webhooks">,
  bot: Pick<BotEntity, "id">,
  { url, secret }: WebhookChange,
): Promise<string | null> {
  if (url === null) {
    await store.webhooks.remove(bot.id);
    return null;
  }
  const before = await findWebhook(store, bot);
  const address = url ?? before?.url;
  if (address === undefined || (url === undefined && secret === undefined)) return null;
  const given = secret === true ? undefined : (secret ?? before?.secret);
  const set = await setWebhook(store, bot, address, given);
  return given === undefined ? set.secret : null;
}

/** Undefined where the bot has none. */
export async function findWebhook(store: Pick<Store, "webhooks">, { id }: Pick<BotEntity, "id">) {
  return (await store.webhooks.list()).find(({ botId }) => botId === id);
}

/**
 * The bot of that name, added where there is none, and required or not from now on. It gets no key: it is let in
 * without one.
 */
export async function ensureBot(
  store: Store,
  {
    name,
    isRequired = false,
    isManager = false,
  }: { name: string; isRequired?: boolean; isManager?: boolean },
): Promise<BotEntity> {
  const known = await store.bots.find(name);
  if (known?.name === name && known.removedAt === null) {
    if (known.isManager === isManager) {
      if (known.isRequired === isRequired) return known;
      await store.bots.setAbout(known.id, { description: known.description, isRequired });
      return { ...known, isRequired };
    }
    const was = known.isManager ? "as the manager" : "as no manager";
    throw new Error(
      `the bot "${name}" is registered ${was}; remove it first with: natter bots remove ${name}`,
    );
  }
  if (isManager) await requireNoManager(store);
  const bot = newBot({ name, description: null, isRequired, isManager, settings: {} });
  await store.bots.add(bot);
  return bot;
}

/** Rejects, saying how to go on, where the server has a manager. */
export async function requireNoManager(store: Pick<Store, "bots">): Promise<void> {
  const manager = (await store.bots.list()).find(({ isManager }) => isManager);
  if (!manager) return;
  throw new Error(
    `this server has a manager already, ${manager.name}, and there can be one; natter bots remove ${manager.name} makes room`,
  );
}

function newBot(
  about: Pick<BotEntity, "name" | "description" | "isRequired" | "isManager" | "settings">,
): BotEntity {
  // What it really hears, it says when it connects.
  return {
    id: newId(),
    ...about,
    hears: ["message"],
    policy: serial,
    createdAt: Date.now(),
    removedAt: null,
  };
}

/** One more key for a bot; its other keys stay valid. */
export function issueBotKey(store: Store, bot: Pick<BotEntity, "id" | "name">): Promise<IssuedKey> {
  return issue(store, { kind: "bot", botId: bot.id, name: bot.name, scopes: [] });
}

/** A key for an administrator, good for `scopes` and nothing else. */
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
