import type { Knex } from "knex";
import { sorted } from "../faults.js";
import { unanswered } from "../lanes.js";
import type { Lanes } from "../store.js";

/** One server at a time has the file, so leases of any other node are those of a process that is gone. */
export function createLeases(knex: Knex): Pick<Lanes, "reclaim" | "leave"> {
  const running = () => knex("bot_requests").whereRaw(unanswered).where("status", "running");
  const free = (query: Knex.QueryBuilder, at: number): Promise<number> =>
    sorted(query.update({ status: "pending", leased_by: null, updated_at: at }));
  return {
    reclaim: (nodeId, at) => free(running().whereRaw("leased_by not like ?", `${nodeId}/%`), at),
    leave: (nodeId, at) => free(running().whereRaw("leased_by like ?", `${nodeId}/%`), at),
  };
}
