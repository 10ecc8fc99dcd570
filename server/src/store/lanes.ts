import type { Knex } from "knex";
import type { Lanes } from "./store.js";

// Written out, not bound: only so does the planner see that the partial index covers it.
const unanswered = "status in ('pending', 'running', 'waiting')";

/** The inbox, seen by lane. */
export function createLanes(knex: Knex): Lanes {
  return {
    async open(botId) {
      const rows = await knex("bot_requests")
        .where("bot_id", botId)
        .whereRaw(unanswered)
        .groupBy("conversation_id")
        .orderByRaw("min(key)")
        .select("conversation_id");
      return rows.map((row) => row.conversation_id);
    },

    due(at, limit) {
      return knex("bot_requests")
        .whereRaw("status = 'waiting'")
        .where("available_at", "<=", at)
        .orderBy("available_at")
        .limit(limit)
        .pluck("id");
    },

    stalled(before, limit) {
      return knex("bot_effects as e")
        .join("bot_requests as r", "r.id", "e.request_id")
        .join("messages as m", "m.id", "e.message_id")
        .whereRaw("e.kind = 'stream' and e.result is null")
        .whereRaw("r.status = 'pending' and m.stream_state = 'streaming'")
        .where("r.updated_at", "<=", before)
        .limit(limit)
        .distinct()
        .pluck("r.id");
    },

    reclaim(at) {
      return knex("bot_requests")
        .whereRaw(unanswered)
        .where("status", "running")
        .update({ status: "pending", leased_by: null, updated_at: at });
    },
  };
}
