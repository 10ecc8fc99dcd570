import type { Knex } from "knex";
import { toStoreError } from "../faults.js";

/** What is used of the `sqlite3` package's connection, below Knex. */
interface RawConnection {
  exec(sql: string, done: (error: Error | null) => void): void;
  prepare(sql: string, done: (error: Error | null) => void): RawStatement;
}
interface RawStatement {
  all(values: readonly unknown[], done: (error: Error | null, rows: unknown[]) => void): void;
  finalize(done: (error: Error | null) => void): void;
}

/** The writer's connection while one caller holds it. */
export interface HeldConnection {
  exec(sql: string): Promise<void>;
  /** The first row. The statement is compiled once a connection: use few different ones. */
  read(sql: string, values: readonly unknown[]): Promise<unknown>;
}

/** A connection cannot be closed before its compiled statements are given up. */
const compiled = new WeakMap<RawConnection, Map<string, RawStatement>>();

/** Runs `use` while nobody else has the writer's one connection. */
export async function holdConnection<T>(
  knex: Knex,
  use: (connection: HeldConnection) => Promise<T>,
): Promise<T> {
  let raw: RawConnection;
  try {
    raw = await knex.client.acquireConnection();
  } catch (error) {
    throw toStoreError(error);
  }
  try {
    return await use({
      exec: (sql) => callback((done) => raw.exec(sql, done)),
      read: async (sql, values) => {
        const statement = await compile(raw, sql);
        // `all`, because `get` would leave the read, and with it the old snapshot, open.
        const [row] = await callback<unknown[]>((done) => statement.all(values, done));
        return row;
      },
    });
  } finally {
    await knex.client.releaseConnection(raw);
  }
}

/** Gives up what was compiled on the writer's connection, so that it can be closed. */
export async function forgetStatements(knex: Knex): Promise<void> {
  const raw: RawConnection = await knex.client.acquireConnection();
  try {
    for (const statement of compiled.get(raw)?.values() ?? []) {
      await callback((done) => statement.finalize(done));
    }
    compiled.delete(raw);
  } finally {
    await knex.client.releaseConnection(raw);
  }
}

async function compile(raw: RawConnection, sql: string): Promise<RawStatement> {
  const statements = compiled.get(raw) ?? new Map<string, RawStatement>();
  compiled.set(raw, statements);
  const known = statements.get(sql);
  if (known) return known;
  let statement: RawStatement | undefined;
  await callback((done) => {
    statement = raw.prepare(sql, done);
  });
  if (!statement) throw new Error("the driver compiled nothing");
  statements.set(sql, statement);
  return statement;
}

function callback<T>(start: (done: (error: Error | null, value?: T) => void) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    start((error, value) => (error ? reject(toStoreError(error)) : resolve(value as T)));
  });
}
