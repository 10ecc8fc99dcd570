import type { Knex } from "knex";
import { sorted } from "../faults.js";
import { unanswered } from "../lanes.js";
import type { Lanes } from "../store.js";

/** A node that has not said that it lives for so long is taken for dead. It says so three times as often. */
const silentMs = 15_000;
/** Rows of nodes that are long gone are of no use to anybody. */
const forgottenMs = 86_400_000;

// The database's clock, which all nodes share.
const clock = "(extract(epoch from clock_timestamp()) * 1000)::bigint";
const nodeOf = "split_part(r.leased_by, '/', 1)";
const abandoned = `not exists (select 1 from nodes n where n.id = ${nodeOf} and n.seen_at > ${clock} - ${silentMs})`;
const heldBy = `${nodeOf} = ?`;

/** Leases of nodes that share the database. */
export function createLeases(knex: Knex): Pick<Lanes, "reclaim" | "leave"> {
  return {
    async reclaim(nodeId, at) {
      const beat = `insert into nodes (id, seen_at) values (?, ${clock})
        on conflict (id) do update set seen_at = excluded.seen_at`;
      await sorted(knex.raw(beat, [nodeId]));
      await sorted(knex("nodes").whereRaw(`seen_at < ${clock} - ${forgottenMs}`).delete());
      return free(knex, abandoned, [], at);
    },

    async leave(nodeId, at) {
      await sorted(knex("nodes").where({ id: nodeId }).delete());
      return free(knex, heldBy, [nodeId], at);
    },
  };
}

/** Under the locks of the conversations, as every change of a request. */
async function free(knex: Knex, whose: string, values: readonly string[], at: number): Promise<number> {
  const running = (of: Knex | Knex.Transaction) =>
    of("bot_requests as r").whereRaw(`r.${unanswered}`).where("r.status", "running").whereRaw(whose, values);
  const ids: string[] = await sorted(running(knex).distinct().pluck("r.conversation_id"));
  if (ids.length === 0) return 0;
  const freed = knex.transaction(async (transaction): Promise<number> => {
    await transaction.raw("select 1 from conversations where id = any(?) order by id for no key update", [
      ids,
    ]);
    return running(transaction)
      .whereRaw("r.conversation_id = any(?)", [ids])
      .update({ status: "pending", leased_by: null, updated_at: at });
  });
  return sorted(freed);
}
