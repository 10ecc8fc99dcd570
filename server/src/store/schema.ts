import { mkdir } from "node:fs/promises";
import path from "node:path";
import knexFactory, { type Knex } from "knex";
import { isPostgres } from "./database-name.js";
import { refuseNewerSchema } from "./migrations/refuse-newer-schema.js";

/** For whoever looks after the schema itself: `use` gets the database, made where missing, alone. */
export async function withSchema<T>(database: string, use: (knex: Knex) => Promise<T>): Promise<T> {
  if (isPostgres(database)) {
    const { withLockedSchema } = await import("./postgres/migrate.js");
    return withLockedSchema(database, use);
  }
  await mkdir(path.dirname(path.resolve(database)), { recursive: true });
  const knex = knexFactory({
    client: "sqlite3",
    connection: { filename: database },
    useNullAsDefault: true,
    pool: { min: 1, max: 1 },
    // What fails is thrown as well, and told once.
    log: { warn() {}, error() {}, debug() {}, deprecate() {} },
  });
  try {
    await refuseNewerSchema(knex);
    return await use(knex);
  } finally {
    await knex.destroy();
  }
}
