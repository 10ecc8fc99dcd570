import { StoreError, type StoreFault } from "./store.js";

/** By SQLite's result code (https://sqlite.org/rescode.html) or PostgreSQL's class of SQLSTATE. */
const faults: Record<string, StoreFault> = {
  SQLITE_CONSTRAINT: "constraint",
  SQLITE_FULL: "full",
  23: "constraint",
  53: "full",
};

/** Runs a statement of the registry; a database's refusal becomes a `StoreError`. */
export async function sorted<T>(statement: PromiseLike<T>): Promise<T> {
  try {
    return await statement;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    throw new StoreError(faults[code] ?? faults[code.slice(0, 2)] ?? "unavailable", error);
  }
}
