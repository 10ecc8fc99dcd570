import { isPostgres } from "../store/database-name.js";

/** Where files go when nothing is configured: beside the database, as the secret does. */
export function filesBeside(database: string): string {
  return isPostgres(database) ? ".natter/files" : `${database}.files`;
}
