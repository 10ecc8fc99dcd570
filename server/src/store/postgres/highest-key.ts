import type { Knex } from "knex";
import { sorted } from "../faults.js";
import { settleRequests } from "./commit-changes.js";

/**
 * The highest key of the request history such that no lower one can still appear. Keys are taken before their
 * transaction commits, so the highest visible one may be overtaken by a lower; here those are waited for.
 */
export async function highestKey(knex: Knex): Promise<number> {
  const highest = knex.transaction(async (transaction) => {
    await transaction.raw(settleRequests);
    return transaction("bot_requests").max("key as highest").first();
  });
  return Number((await sorted(highest))?.highest ?? 0);
}
