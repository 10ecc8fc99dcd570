import { isPostgres } from "./database-name.js";
import { openSqliteStore } from "./sqlite/open.js";
import type { OpenOptions, Store } from "./store.js";

/** Opens what the setting `database` names: a PostgreSQL URL, or else the path of a SQLite file. */
export async function openStore(database: string, options: OpenOptions = {}): Promise<Store> {
  if (!isPostgres(database)) return openSqliteStore(database, options);
  // Loaded by those who use it: the driver weighs three megabytes.
  const { openPostgresStore } = await import("./postgres/open.js");
  return openPostgresStore(database);
}
