import type { Knex } from "knex";
import { migrationSource } from "../migrations/index.js";
import { refuseNewerSchema } from "../migrations/refuse-newer-schema.js";
import { connect } from "./connect.js";
import { holdConnection } from "./connection.js";

const lock = "select pg_advisory_lock(hashtextextended(current_schema() || ' schema', 0))";

/**
 * Runs `use` while no other node does the same: nodes that start together migrate once. The lock ends with
 * its connection, so a process that was killed leaves none; the one that Knex keeps in a table is swept away.
 */
export function withLockedSchema<T>(url: string, use: (knex: Knex) => Promise<T>): Promise<T> {
  return withPool(url, (knex) =>
    holdConnection(knex, async (connection) => {
      await connection.send([{ text: lock }]);
      await refuseNewerSchema(knex);
      await knex.migrate.forceFreeMigrationsLock({ migrationSource });
      return use(knex);
    }),
  );
}

export function migrate(url: string): Promise<void> {
  return withLockedSchema(url, (knex) => knex.migrate.latest({ migrationSource }));
}

async function withPool<T>(url: string, use: (knex: Knex) => Promise<T>): Promise<T> {
  // One connection holds the lock, one works.
  const knex = connect(url, { connections: 2, isPatient: true });
  try {
    return await use(knex);
  } finally {
    await knex.destroy();
  }
}
