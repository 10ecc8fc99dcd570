import type { Knex } from "knex";
import { sorted } from "./faults.js";
import type { Lanes } from "./store.js";

/** Written out, not bound: only so does the planner see that the partial index covers it. */
export const unanswered = "status in ('pending', 'running', 'waiting')";

/** The inbox, seen by lane. */
export function createLaneReads(knex: Knex): Pick<Lanes, "open" | "due" | "overdue" | "stalled"> {
  return {
    async open(botId) {
      const rows = await sorted(
        knex("bot_requests")
          .where("bot_id", botId)
          .whereRaw(unanswered)
          .groupBy("conversation_id")
          .orderByRaw("min(key)")
          .select("conversation_id"),
      );
      return rows.map((row) => row.conversation_id);
    },

    async due(botId, at, limit) {
      const earlier = knex("bot_requests as e")
        .whereRaw("e.bot_id = r.bot_id and e.conversation_id = r.conversation_id and e.key < r.key")
        .whereRaw(`e.${unanswered}`);
      const rows = await sorted(
        knex("bot_requests as r")
          .where("r.bot_id", botId)
          .whereRaw(`r.${unanswered}`)
          .where("r.status", "pending")
          .where("r.available_at", "<=", at)
          .whereNotExists(earlier)
          .orderBy("r.key")
          .limit(limit)
          .select("r.conversation_id"),
      );
      return rows.map((row) => row.conversation_id);
    },

    overdue(at, limit) {
      return sorted(
        knex("bot_requests")
          .whereRaw("status = 'waiting'")
          .where("available_at", "<=", at)
          .orderBy("available_at")
          .limit(limit)
          .pluck("id"),
      );
    },

    stalled(before, limit) {
      return sorted(
        knex("bot_effects as e")
          .join("bot_requests as r", "r.id", "e.request_id")
          .join("messages as m", "m.id", "e.message_id")
          .whereRaw("e.kind = 'stream' and e.result is null")
          .whereRaw("r.status = 'pending' and m.stream_state = 'streaming'")
          .where("r.updated_at", "<=", before)
          .limit(limit)
          .distinct()
          .pluck("r.id"),
      );
    },
  };
}
