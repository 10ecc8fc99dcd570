import { findWebhook } from "../registration.js";
import type { BotEntity } from "../store/entities.js";
import type { Store } from "../store/store.js";
import { shownTime } from "./text-table.js";

/** Everything about a bot but its secrets, as a program reads it. */
export async function describeBot(store: Store, bot: BotEntity) {
  const webhook = await findWebhook(store, bot);
  const keys = (await store.keys.list()).filter(
    ({ botId, revokedAt }) => botId === bot.id && revokedAt === null,
  );
  return {
    ...bot,
    webhook: webhook?.url ?? null,
    keys: keys.map(({ id, createdAt, lastUsedAt }) => ({ id, createdAt, lastUsedAt })),
  };
}

/** The same for people. */
export function shownBot(bot: Awaited<ReturnType<typeof describeBot>>): string {
  const { type, ...details } = bot.policy;
  const lines: [string, string][] = [
    ["id", bot.id],
    ["role", bot.isManager ? "manager" : "bot"],
    ["required", bot.isRequired ? "yes" : "no"],
    ["added", shownTime(bot.createdAt)],
    ["description", bot.description ?? "-"],
    ["webhook", bot.webhook ?? "none: it connects by itself"],
    ["hears", bot.hears.join(", ") || "-"],
    ["policy", Object.keys(details).length === 0 ? type : `${type} ${JSON.stringify(details)}`],
    ...bot.keys.map((key): [string, string] => [
      "key",
      `${key.id}, made ${shownTime(key.createdAt)}, last used ${shownTime(key.lastUsedAt)}`,
    ]),
    ...Object.entries(bot.settings).map(([name, value]): [string, string] => [name, JSON.stringify(value)]),
  ];
  return `${bot.name}\n${lines.map(([name, value]) => `  ${name}: ${value}\n`).join("")}`;
}
