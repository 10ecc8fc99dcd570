/** Whether a `database` setting names a PostgreSQL database, by its URL, rather than a SQLite file. */
export function isPostgres(database: string): boolean {
  return /^postgres(ql)?:\/\//u.test(database);
}
