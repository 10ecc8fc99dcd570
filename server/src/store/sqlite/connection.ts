import type { Knex } from "knex";
import { StoreError, type StoreFault } from "../store.js";

/** What is used of the `sqlite3` package's connection, below Knex. */
interface RawConnection {
  exec(sql: string, done: (error: Error | null) => void): void;
  get(sql: string, values: readonly unknown[], done: (error: Error | null, row: unknown) => void): void;
}

/** The writer's connection while one caller holds it. */
export interface HeldConnection {
  exec(sql: string): Promise<void>;
  get(sql: string, values: readonly unknown[]): Promise<unknown>;
}

/** Runs `use` while nobody else has the writer's one connection. */
export async function holdConnection<T>(
  knex: Knex,
  use: (connection: HeldConnection) => Promise<T>,
): Promise<T> {
  let raw: RawConnection;
  try {
    raw = await knex.client.acquireConnection();
  } catch (error) {
    throw new StoreError("unavailable", error);
  }
  try {
    return await use({
      exec: (sql) => callback((done) => raw.exec(sql, done)),
      get: (sql, values) => callback((done) => raw.get(sql, values, done)),
    });
  } finally {
    await knex.client.releaseConnection(raw);
  }
}

function callback<T>(start: (done: (error: Error | null, value?: T) => void) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    start((error, value) => (error ? reject(toStoreError(error)) : resolve(value as T)));
  });
}

/** Sorts SQLite's result codes (https://sqlite.org/rescode.html) by what a caller can do. */
export function toStoreError(error: unknown): StoreError {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return new StoreError(faults[code] ?? "unavailable", error);
}

const faults: Record<string, StoreFault> = {
  SQLITE_CONSTRAINT: "constraint",
  SQLITE_MISMATCH: "constraint",
  SQLITE_TOOBIG: "constraint",
  SQLITE_FULL: "full",
};
