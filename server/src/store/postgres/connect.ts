import knexFactory, { type Knex } from "knex";
import pg from "pg";

/** PostgreSQL's 64-bit integers hold our times and counters, all far below 2^53. */
const int8 = 20;

/*
 * What every session of ours runs with. A transaction that its node forgot (frozen, cut off) gives its locks
 * back after 10 s; nobody waits for a lock longer than 5 s. The compiler of plans costs more than it saves on
 * short statements.
 */
const settings = "-c synchronous_commit=on -c standard_conforming_strings=on -c jit=off";
const statementTimeoutMs = 15_000;
const sessionTimeouts = {
  statement_timeout: statementTimeoutMs,
  lock_timeout: 5000,
  idle_in_transaction_session_timeout: 10_000,
  // For a database that was cut off without a word: the connection is given up.
  query_timeout: statementTimeoutMs + 5000,
};

interface ConnectOptions {
  connections: number;
  /** Whether statements may take as long as they need, as migrations do. Default false. */
  isPatient?: boolean;
}

/** A pool on the database at `url`. What the URL itself sets (`?application_name=…&options=…`) wins. */
export function connect(url: string, { connections, isPatient = false }: ConnectOptions): Knex {
  const address = new URL(url);
  const own = address.searchParams.get("options");
  address.searchParams.set("options", own === null ? settings : `${settings} ${own}`);
  return knexFactory({
    client: "pg",
    connection: {
      connectionString: address.href,
      application_name: "natter",
      connectionTimeoutMillis: 5000,
      keepAlive: true,
      // Statements are sent without waiting for the answer to the one before.
      pipeline: true,
      ...(isPatient ? {} : sessionTimeouts),
      types: {
        getTypeParser: (oid: number, format: "text") =>
          oid === int8 ? Number : pg.types.getTypeParser(oid, format),
      },
    } as Knex.PgConnectionConfig, // Knex does not know of `pipeline`.
    // A statement with its values in an error's text would carry messages into the log.
    compileSqlOnError: false,
    // What goes wrong is thrown; Knex would also print it.
    log: { warn() {}, error() {}, debug() {}, deprecate() {} },
    acquireConnectionTimeout: 5000,
    pool: { min: 0, max: connections },
  });
}
