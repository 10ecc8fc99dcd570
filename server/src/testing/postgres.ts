import { randomBytes } from "node:crypto";
import knexFactory, { type Knex } from "knex";

/** A PostgreSQL database of a test's own: a schema on the one that the tests were given. */
export interface TestPostgres extends AsyncDisposable {
  /** Names the schema, so that whoever opens it sees nothing else. */
  url: string;
  /** For what a test wants to see or break. */
  knex: Knex;
}

/** Where PostgreSQL may be: DATABASE_URL, or else this machine's, as whom it lets in without a password. */
export const postgresUrls = process.env.DATABASE_URL?.startsWith("postgres")
  ? [process.env.DATABASE_URL]
  : ["postgres://root@127.0.0.1:5432/test", "postgres://postgres@127.0.0.1:5432/test"];

let found: Promise<string | null> | undefined;

/** The first of `postgresUrls` that answers, or null. */
export function findPostgres(): Promise<string | null> {
  found ??= firstThatAnswers();
  return found;
}

export async function createTestPostgres(): Promise<TestPostgres> {
  const server = await findPostgres();
  if (server === null) throw new Error("PostgreSQL is not reachable");
  const schema = `natter_test_${randomBytes(6).toString("hex")}`;
  const url = new URL(server);
  url.searchParams.set("options", `-c search_path=${schema}`);
  const knex = knexFactory({ client: "pg", connection: url.href, pool: { min: 0, max: 4 } });
  await knex.raw(`create schema ${schema}`);
  return {
    url: url.href,
    knex,
    async [Symbol.asyncDispose]() {
      await knex.raw(`drop schema ${schema} cascade`);
      await knex.destroy();
    },
  };
}

async function firstThatAnswers(): Promise<string | null> {
  for (const url of postgresUrls) {
    const knex = knexFactory({
      client: "pg",
      // Where nobody listens, that is heard at once; a busy machine must not be taken for one without a database.
      connection: { connectionString: url, connectionTimeoutMillis: 20_000 },
    });
    try {
      await knex.raw("select 1");
      return url;
    } catch {
      // The next one, or none.
    } finally {
      await knex.destroy();
    }
  }
  return null;
}
