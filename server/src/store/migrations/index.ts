import type { Knex } from "knex";
import * as foundation from "./0001-foundation.js";
import * as botWebhooks from "./0010-bot-webhooks.js";

/** Every migration in order. Listed by hand, so that a bundle or a read-only disk needs no directory scan. */
const migrations = [
  { name: "0001-foundation", up: foundation.up, down: foundation.down },
  { name: "0010-bot-webhooks", up: botWebhooks.up, down: botWebhooks.down },
];

export const migrationNames: readonly string[] = migrations.map(({ name }) => name);

type Migration = (typeof migrations)[number];

export const migrationSource: Knex.MigrationSource<Migration> = {
  getMigrations: async () => migrations,
  getMigrationName: (migration) => migration.name,
  getMigration: async (migration) => migration,
};
