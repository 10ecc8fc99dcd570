import { stat } from "node:fs/promises";
import { isPostgres, shownDatabase } from "../store/database-name.js";
import type { CliIo } from "./io.js";

/**
 * Opens a database for a command, and says which one it was: the default lies in the folder that the command runs in, and
 * a server that was started elsewhere has another.
 */
export async function namingDatabase<T>(io: CliIo, database: string, open: () => Promise<T>): Promise<T> {
  const isNew = !isPostgres(database) && (await isMissing(database));
  const opened = await open();
  const shown = shownDatabase(database);
  io.err(
    isNew
      ? `natter: made a new database, ${shown}. If your server has another, run this in the server's folder, or set NATTER_DATABASE as it is set there.\n`
      : `natter: the database is ${shown}\n`,
  );
  return opened;
}

async function isMissing(file: string): Promise<boolean> {
  return stat(file).then(
    ({ size }) => size === 0,
    () => true,
  );
}
