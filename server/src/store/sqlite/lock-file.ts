import sqlite3 from "sqlite3";
import { StoreError } from "../store.js";

/**
 * Takes the database at `file` for this process, so that a second server on it is refused. What holds is the
 * operating system's lock on `<file>.lock`, which ends with the process however it ends; the file stays.
 * Commands that work beside a server do not ask for it.
 */
export async function lockFile(file: string): Promise<AsyncDisposable> {
  const connection = await open(`${file}.lock`);
  const release = () => new Promise<void>((resolve) => connection.close(() => resolve()));
  try {
    // Nothing is ever written, so nothing is left to recover.
    await run(connection, "begin exclusive");
  } catch (error) {
    await release();
    throw new StoreError("unavailable", isBusy(error) ? taken(file) : error);
  }
  return { [Symbol.asyncDispose]: release };
}

function open(file: string): Promise<sqlite3.Database> {
  return new Promise((resolve, reject) => {
    const database = new sqlite3.Database(file, (error) => {
      if (error) reject(new StoreError("unavailable", error));
      else resolve(database);
    });
  });
}

function run(database: sqlite3.Database, sql: string): Promise<void> {
  return new Promise((resolve, reject) => database.exec(sql, (error) => (error ? reject(error) : resolve())));
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "SQLITE_BUSY";
}

function taken(file: string): Error {
  return new Error(
    `Another server runs on ${file}. Stop it, or set NATTER_DATABASE to another file; several servers share a ` +
      "PostgreSQL database, set DATABASE_URL",
  );
}
