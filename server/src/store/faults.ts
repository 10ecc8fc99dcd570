import { StoreError, type StoreFault } from "./store.js";

/**
 * By SQLite's result code (https://sqlite.org/rescode.html), PostgreSQL's SQLSTATE, or its class
 * (https://www.postgresql.org/docs/current/errcodes-appendix.html). What is not listed is `unavailable`:
 * the database could not do it now, whoever asks.
 */
const faults: Record<string, StoreFault> = {
  SQLITE_CONSTRAINT: "constraint",
  SQLITE_MISMATCH: "constraint",
  SQLITE_TOOBIG: "constraint",
  SQLITE_FULL: "full",
  // Values that a column cannot hold, broken constraints, rows that are too large for an index.
  22: "constraint",
  23: "constraint",
  54: "constraint",
  53100: "full",
};

/** Sorts a database's refusal by what a caller can do about it. */
export function toStoreError(error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const code = codeOf(error);
  return new StoreError(faults[code] ?? faults[code.slice(0, 2)] ?? "unavailable", withoutValues(error));
}

/** Runs a statement; a database's refusal becomes a `StoreError`. */
export async function sorted<T>(statement: PromiseLike<T>): Promise<T> {
  try {
    return await statement;
  } catch (error) {
    throw toStoreError(error);
  }
}

/** The same methods; whatever they reject with is a `StoreError`. */
export function allSorted<T extends object>(methods: T): T {
  const wrapped = Object.entries(methods).map(([name, method]) => [
    name,
    (...values: unknown[]) => sorted(method(...values)),
  ]);
  // Name by name the same functions, with another rejection.
  return Object.fromEntries(wrapped) as T;
}

export function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

/** PostgreSQL's errors carry the row that failed, which is somebody's message and belongs in no log. */
function withoutValues(error: unknown): unknown {
  if (!(error instanceof Error) || !("detail" in error)) return error;
  const { message, stack } = error;
  const kept = new Error(message);
  if (stack !== undefined) kept.stack = stack;
  return Object.assign(kept, { code: codeOf(error) });
}
