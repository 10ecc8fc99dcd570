import type { Knex } from "knex";
import { sorted } from "./faults.js";

/** Where a bot is called, and what signs the calls. */
export interface WebhookEntity {
  botId: string;
  url: string;
  secret: string;
  createdAt: number;
}

export interface WebhookRegistry {
  /** Sets or replaces the address of a bot. */
  set(webhook: WebhookEntity): Promise<void>;
  /** Takes the address of a bot away, where it has one. */
  remove(botId: string): Promise<void>;
  /** Those of bots that are not removed, with the bots' names. */
  list(): Promise<(WebhookEntity & { botName: string })[]>;
}

interface WebhookRow {
  bot_id: string;
  url: string;
  secret: string;
  created_at: number | string;
}

export function createWebhookRegistry(knex: Knex): WebhookRegistry {
  return {
    async set({ botId, url, secret, createdAt }) {
      const row: WebhookRow = { bot_id: botId, url, secret, created_at: createdAt };
      await sorted(knex("bot_webhooks").insert(row).onConflict("bot_id").merge());
    },
    async remove(botId) {
      await sorted(knex("bot_webhooks").where({ bot_id: botId }).delete());
    },
    async list() {
      const rows: (WebhookRow & { name: string })[] = await sorted(
        knex("bot_webhooks as w")
          .join("bots as b", "b.id", "w.bot_id")
          .whereNull("b.removed_at")
          .orderBy("b.name")
          .select("w.bot_id", "w.url", "w.secret", "w.created_at", "b.name"),
      );
      return rows.map((row) => ({
        botId: row.bot_id,
        botName: row.name,
        url: row.url,
        secret: row.secret,
        createdAt: Number(row.created_at),
      }));
    },
  };
}
