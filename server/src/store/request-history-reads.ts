import type { Knex } from "knex";
import { sorted } from "./faults.js";
import type { RequestFilters, RequestHistory } from "./request-history.js";
import { type RequestHistoryRow, toRequestRow } from "./rows-registry.js";

const columns = [
  "r.key",
  "r.id",
  "r.bot_id",
  "b.name as bot_name",
  "r.conversation_id",
  "r.message_id",
  "r.message_ids",
  "r.session_key",
  "r.request",
  "r.is_aggregation",
  "r.status",
  "r.attempt",
  "r.response",
  "r.error",
  "r.latency_ms",
  "r.created_at",
  "r.updated_at",
];

export function createRequestHistory(knex: Knex): RequestHistory {
  return {
    async highestKey() {
      const row = await sorted(knex("bot_requests").max("key as highest").first());
      return Number(row?.highest ?? 0);
    },

    async page({ filters, order, after, upTo, limit }) {
      const isAscending = order === "ascending";
      const query = knex("bot_requests as r")
        .leftJoin("bots as b", "b.id", "r.bot_id")
        .where("r.key", "<=", upTo)
        .orderBy("r.key", isAscending ? "asc" : "desc")
        .limit(limit)
        .select<RequestHistoryRow[]>(columns);
      if (after !== undefined) query.where("r.key", isAscending ? ">" : "<", after);
      narrow(query, filters);
      return (await sorted(query)).map(toRequestRow);
    },
  };
}

function narrow(query: Knex.QueryBuilder, filters: RequestFilters): void {
  if (filters.botId !== undefined) query.where("r.bot_id", filters.botId);
  if (filters.sessionKey !== undefined) query.where("r.session_key", filters.sessionKey);
  if (filters.conversationId !== undefined) query.where("r.conversation_id", filters.conversationId);
  if (filters.status !== undefined) query.where("r.status", filters.status);
  if (filters.isAggregation !== undefined) query.where("r.is_aggregation", filters.isAggregation);
  if (filters.since !== undefined) query.where("r.created_at", ">=", filters.since);
  if (filters.until !== undefined) query.where("r.created_at", "<", filters.until);
}
