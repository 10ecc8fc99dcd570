import path from "node:path";

/** Whether a `database` setting names a PostgreSQL database, by its URL, rather than a SQLite file. */
export function isPostgres(database: string): boolean {
  return /^postgres(ql)?:\/\//u.test(database);
}

/** What people are shown of a `database` setting: the whole path of a file, a URL without what may be secret in it. */
export function shownDatabase(database: string): string {
  if (!isPostgres(database)) return path.resolve(database);
  if (!URL.canParse(database)) return "PostgreSQL";
  const { protocol, host, pathname } = new URL(database);
  return `${protocol}//${host}${pathname}`;
}
