import { isPostgres } from "./database-name.js";
import { openPostgresStore } from "./postgres/open.js";
import { openSqliteStore } from "./sqlite/open.js";
import type { OpenOptions, Store } from "./store.js";

/** Opens what the setting `database` names: a PostgreSQL URL, or else the path of a SQLite file. */
export function openStore(database: string, options: OpenOptions = {}): Promise<Store> {
  return isPostgres(database) ? openPostgresStore(database) : openSqliteStore(database, options);
}
