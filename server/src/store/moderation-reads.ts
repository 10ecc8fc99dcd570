import type { Knex } from "knex";
import { cells, type NamedRow, withOptions } from "./feed-reads.js";
import type { CommandFilters, ModerationReads } from "./moderation.js";
import { columns } from "./rows/columns.js";
import { toCommand } from "./rows/commands.js";
import { toParticipant } from "./rows/conversations.js";

const joinedColumns = columns.messages.map((name) => `m.${name}`);

export function createModerationReads(knex: Knex): ModerationReads {
  const sendersOf = async (ids: string[]) => {
    const rows: NamedRow[] = await knex("participants as p")
      .leftJoin("bots as b", "b.id", "p.bot_id")
      .whereIn("p.id", ids)
      .select(...columns.participants.map((name) => `p.${name}`), "b.name as bot_name");
    const names = [...columns.participants, "bot_name"];
    return new Map(rows.map((row) => [row.id as string, toParticipant(cells(row, names))]));
  };

  return {
    async message(id) {
      const rows = await knex("messages").where({ id }).select(columns.messages);
      return (await withOptions(knex, rows))[0] ?? null;
    },

    async messages({ conversationId, after, limit }) {
      const known = await knex("conversations").where("id", conversationId).first("id");
      if (!known) return null;
      const rows: NamedRow[] = await knex("messages")
        .where("conversation_id", conversationId)
        .where("key", ">", after)
        .orderBy("key")
        .limit(limit)
        .select("key", ...columns.messages);
      const messages = await withOptions(knex, rows);
      return messages.map((message, index) => ({ key: Number(rows[index]?.key), message }));
    },

    async held({ conversationId, after, limit }) {
      const query = knex("messages as m")
        .join("conversations as c", "c.id", "m.conversation_id")
        // Written out, not bound: only so does the planner see that the partial index covers it.
        .whereRaw("m.approval_status = 0 and not m.for_bots")
        .whereRaw("(m.stream_state is null or m.stream_state <> 'streaming')")
        .whereNull("c.ended_at")
        .where("m.key", ">", after)
        .orderBy("m.key")
        .limit(limit)
        .select("m.key", ...joinedColumns);
      if (conversationId !== null) query.where("m.conversation_id", conversationId);
      const rows: NamedRow[] = await query;
      const senders = await sendersOf(rows.map((row) => row.sender_id as string));
      const messages = await withOptions(knex, rows);
      return messages.flatMap((message, index) => {
        const sender = senders.get(message.senderId ?? "");
        return sender ? [{ key: Number(rows[index]?.key), message, sender }] : [];
      });
    },

    async commands({ filters, before, limit }) {
      const query = knex("manager_commands")
        .orderBy("key", "desc")
        .limit(limit)
        .select("key", ...columns.commands);
      if (before !== null) query.where("key", "<", before);
      narrow(query, filters);
      const rows: NamedRow[] = await query;
      return rows.map((row) => ({ key: Number(row.key), command: toCommand(cells(row, columns.commands)) }));
    },

    async overdue(at, limit) {
      const rows = await knex("messages")
        .whereRaw("hold_until is not null")
        .where("hold_until", "<=", at)
        .orderBy("hold_until")
        .limit(limit)
        .select(columns.messages);
      return withOptions(knex, rows);
    },
  };
}

function narrow(query: Knex.QueryBuilder, filters: CommandFilters): void {
  if (filters.conversationId !== undefined) query.where("conversation_id", filters.conversationId);
  if (filters.messageId !== undefined) query.where("message_id", filters.messageId);
  if (filters.actorId !== undefined) query.where("actor_id", filters.actorId);
  if (filters.type !== undefined) query.where("type", filters.type);
  if (filters.since !== undefined) query.where("created_at", ">=", filters.since);
  if (filters.until !== undefined) query.where("created_at", "<", filters.until);
}
