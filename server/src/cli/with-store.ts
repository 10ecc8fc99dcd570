import { openStore } from "../store/open-store.js";
import type { Store } from "../store/store.js";
import type { CliIo, CommonOptions } from "./io.js";
import { namingDatabase } from "./naming-database.js";
import { readSettings } from "./settings.js";

/** Opens the configured database for one command. A server may be running on it meanwhile. */
export async function withStore<T>(
  io: CliIo,
  options: CommonOptions,
  use: (store: Store) => Promise<T>,
): Promise<T> {
  const { database } = await readSettings(io, options);
  const store = await namingDatabase(io, database, () => openStore(database));
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}
