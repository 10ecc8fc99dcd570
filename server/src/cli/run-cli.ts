import { CommanderError } from "commander";
import { ConfigError } from "../config.js";
import { NatterError } from "../errors.js";
import { StoreError } from "../store/store.js";
import { CliError, type CliIo } from "./io.js";
import { createProgram } from "./program.js";

/** Runs one command line; resolves to the process's exit code. `args` are the words after `natter`. */
export async function runCli(args: readonly string[], io: CliIo): Promise<number> {
  try {
    await createProgram(io).parseAsync(args, { from: "user" });
    return 0;
  } catch (error) {
    // Commander has already written its own message, or the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode;
    io.err(`natter: ${explain(error)}\n`);
    return 1;
  }
}

function explain(error: unknown): string {
  if (error instanceof CliError || error instanceof ConfigError || error instanceof NatterError) {
    return error.message;
  }
  if (error instanceof StoreError) return explain(error.cause);
  if (!(error instanceof Error)) return String(error);
  const code = "code" in error ? String(error.code) : "";
  const remedy = remedies[code];
  return remedy ? `${remedy} (${error.message})` : error.message;
}

const remedies: Record<string, string> = {
  EADDRINUSE: "The port is taken; choose another with NATTER_PORT, or 0 for any free one",
  EADDRNOTAVAIL: "This machine has no such address; set NATTER_HOST",
  EACCES: "Permission denied; choose a port above 1023 with NATTER_PORT, or another NATTER_DATABASE",
  SQLITE_CANTOPEN: "The database cannot be opened; set NATTER_DATABASE to a file that may be written",
  ECONNREFUSED: "PostgreSQL does not answer; start it, or correct DATABASE_URL (or NATTER_DATABASE)",
  ENOTFOUND: "There is no such host; correct DATABASE_URL (or NATTER_DATABASE)",
  "28P01": "PostgreSQL refuses this user or password; correct DATABASE_URL (or NATTER_DATABASE)",
  "28000":
    "PostgreSQL refuses this user; name one that it has in DATABASE_URL, as in postgres://user:password@host:5432/database",
  "3F000":
    "PostgreSQL has no such schema; make it with create schema, or correct search_path in DATABASE_URL",
  "3D000": "PostgreSQL has no such database; make it with createdb, or correct DATABASE_URL",
  SQLITE_NOTADB: "That file is no SQLite database; set NATTER_DATABASE to another one",
};
