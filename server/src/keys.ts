import { createHash, randomBytes } from "node:crypto";
import type { AdminScope } from "@natter/protocol";
import type { AdminActor, BotActor } from "./chat/actor.js";
import { failure } from "./errors.js";
import type { ApiKeyEntity } from "./store/entities.js";
import type { Store } from "./store/store.js";

type KeyKind = ApiKeyEntity["kind"];

/** The prefix makes a leaked key easy to find for people and for secret scanners. */
const keyPattern = /^natter_(?<kind>bot|admin)_[\w-]{43}$/u;

/** A new key: 256 random bits. Shown once and then known only by its hash. */
export function newKey(kind: KeyKind): string {
  return `natter_${kind}_${randomBytes(32).toString("base64url")}`;
}

/** A new secret that signs webhooks: 256 random bits. Kept as it is, because both sides need it. */
export function newWebhookSecret(): string {
  return `natter_webhook_${randomBytes(32).toString("base64url")}`;
}

/** What is stored of a key: SHA-256, hex. Unsalted, because nobody can guess 256 random bits. */
export function hashKey(key: string): string {
  return createHash("sha256").update(key).digest("hex");
}

/** The bot that holds the key, and which key that is. Rejects with `unauthorized`. */
export async function authenticateBot(
  store: Pick<Store, "keys" | "bots">,
  key: string,
  at: number = Date.now(),
): Promise<{ actor: BotActor; keyId: string }> {
  const entity = await find(store, "bot", key, at);
  const bot = entity?.botId == null ? null : await store.bots.find(entity.botId);
  if (!entity || !bot || bot.removedAt !== null) {
    throw failure("unauthorized", "key.bot");
  }
  return { actor: { kind: "bot", botId: bot.id, botName: bot.name }, keyId: entity.id };
}

/** The administrator whose key the `Authorization` header carries. Rejects with `unauthorized` or `forbidden`. */
export async function authenticateAdmin(
  store: Pick<Store, "keys">,
  authorization: string | undefined,
  scope: AdminScope,
  at: number = Date.now(),
): Promise<AdminActor> {
  const key = bearer(authorization);
  const entity = key === null ? null : await find(store, "admin", key, at);
  if (!entity) {
    throw failure("unauthorized", "key.admin", { scope });
  }
  if (!entity.scopes.includes(scope)) {
    throw failure("forbidden", "key.scope", { scope });
  }
  return { kind: "admin", keyId: entity.id, scopes: entity.scopes };
}

/** The credential of an `Authorization: Bearer …` header (RFC 6750 section 2.1), or null. */
export function bearer(authorization: string | undefined): string | null {
  return /^Bearer +(?<credential>[\w.~+/=-]+)$/iu.exec(authorization ?? "")?.groups?.credential ?? null;
}

async function find(
  store: Pick<Store, "keys">,
  kind: KeyKind,
  key: string,
  at: number,
): Promise<ApiKeyEntity | null> {
  // What cannot be a key costs no look-up.
  if (keyPattern.exec(key)?.groups?.kind !== kind) return null;
  const entity = await store.keys.use(hashKey(key), at);
  return entity?.kind === kind ? entity : null;
}
