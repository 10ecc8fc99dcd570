import type { Knex } from "knex";
import { toStoreError } from "./faults.js";

/**
 * Runs `use` while nobody else has the driver's own connection, below Knex. Rejects with `StoreError` where none is to
 * be had.
 */
export async function holdRawConnection<Raw, T>(knex: Knex, use: (raw: Raw) => Promise<T>): Promise<T> {
  let raw: Raw;
  try {
    raw = await knex.client.acquireConnection();
  } catch (error) {
    throw toStoreError(error);
  }
  try {
    return await use(raw);
  } finally {
    await knex.client.releaseConnection(raw);
  }
}
