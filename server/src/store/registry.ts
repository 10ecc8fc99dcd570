import type { Knex } from "knex";
import { sorted } from "./faults.js";
import { fromPolicy } from "./rows/bots.js";
import { type ApiKeyRow, type BotRow, fromApiKey, fromBot, toApiKey, toBot } from "./rows-registry.js";
import type { AuditLog, BotRegistry, KeyRegistry } from "./store.js";

/** A key's last use is noted at most so often: reading must not cost a write each time. */
const noteUseEveryMs = 60_000;

export function createBotRegistry(knex: Knex): BotRegistry {
  const bots = () => knex<BotRow>("bots");
  return {
    async list() {
      const rows = await sorted(bots().whereNull("removed_at"));
      // Here, since each database has its own order of letters.
      return rows.map(toBot).sort((one, other) => (one.name < other.name ? -1 : 1));
    },

    async find(nameOrId) {
      // The id goes first: nobody can hide a bot by naming another one like its id.
      const row =
        (await sorted(bots().where({ id: nameOrId }).first())) ??
        (await sorted(bots().where({ name: nameOrId }).whereNull("removed_at").first()));
      return row ? toBot(row) : null;
    },

    async add(bot) {
      await sorted(bots().insert(fromBot(bot)));
    },

    async setHears(botId, hears) {
      await sorted(
        bots()
          .where({ id: botId })
          .update({ hears: JSON.stringify(hears) }),
      );
    },

    async setPolicy(botId, policy) {
      await sorted(
        bots()
          .where({ id: botId })
          .update({ policy: fromPolicy(policy) }),
      );
    },

    async setSettings(botId, settings) {
      await sorted(
        bots()
          .where({ id: botId })
          .update({ settings: JSON.stringify(settings) }),
      );
    },

    async setAbout(botId, { description, isRequired }) {
      await sorted(
        bots()
          .where({ id: botId })
          .update({ description, is_required: Number(isRequired) }),
      );
    },

    async remove(botId, at) {
      await sorted(
        knex.transaction(async (transaction) => {
          await transaction("bots").where({ id: botId }).whereNull("removed_at").update({ removed_at: at });
          await transaction("api_keys")
            .where({ bot_id: botId })
            .whereNull("revoked_at")
            .update({ revoked_at: at });
        }),
      );
    },
  };
}

export function createKeyRegistry(knex: Knex): KeyRegistry {
  const keys = () => knex<ApiKeyRow>("api_keys");
  return {
    async add(key, hash) {
      await sorted(keys().insert(fromApiKey(key, hash)));
    },

    async use(hash, at) {
      const row = await sorted(keys().where({ hash }).whereNull("revoked_at").first());
      if (!row) return null;
      const key = toApiKey(row);
      if (key.lastUsedAt !== null && key.lastUsedAt > at - noteUseEveryMs) return key;
      await sorted(keys().where({ hash }).update({ last_used_at: at }));
      return { ...key, lastUsedAt: at };
    },

    async list() {
      const rows = await sorted(keys().orderBy("created_at").orderBy("id"));
      return rows.map(toApiKey);
    },

    async inForce(ids) {
      const found = new Set<string>();
      for (let start = 0; start < ids.length; start += 500) {
        const slice = ids.slice(start, start + 500);
        const rows = await sorted(keys().whereIn("id", slice).whereNull("revoked_at").select("id"));
        for (const { id } of rows) found.add(id);
      }
      return found;
    },

    async revoke(id, at) {
      const count = await sorted(keys().where({ id }).whereNull("revoked_at").update({ revoked_at: at }));
      return count > 0;
    },
  };
}

export function createAuditLog(knex: Knex): AuditLog {
  return {
    async add({ actor, action, details, createdAt }) {
      await sorted(
        knex("audit_log").insert({ actor, action, details: JSON.stringify(details), created_at: createdAt }),
      );
    },
  };
}
