import type { Knex } from "knex";
import type { MessageEntity, OptionEntity } from "./entities.js";
import { listConversations } from "./list-conversations.js";
import type { Row } from "./rows/cells.js";
import { columns } from "./rows/columns.js";
import { toConversation, toParticipant } from "./rows/conversations.js";
import { toMessage, toOption } from "./rows/messages.js";
import type { FeedPage, FeedReads } from "./store.js";

export type NamedRow = Record<string, Row[number]>;

/** Messages with their options, as columns named in `columns.messages` were read. */
export async function withOptions(knex: Knex, rows: NamedRow[]): Promise<MessageEntity[]> {
  const ids = rows.map((row) => row.id as string);
  const options: NamedRow[] =
    ids.length === 0
      ? []
      : await knex("message_options").whereIn("message_id", ids).orderBy(["message_id", "position"]);
  const byMessage = new Map(ids.map((id) => [id, [] as OptionEntity[]]));
  for (const option of options)
    byMessage
      .get(option.message_id as string)
      ?.push(toOption([option.text as string, option.chosen_by as string | null]));
  return rows.map((row) => toMessage(cells(row, columns.messages), byMessage.get(row.id as string) ?? []));
}

/** Reads what people read. Only published messages have a number, so what is held cannot appear here. */
export function createFeedReads(knex: Knex): FeedReads {
  const headOf = async (conversationId: string): Promise<number | null> => {
    const row = await knex("conversations").where("id", conversationId).first("head");
    return row ? Number(row.head) : null;
  };

  const page = async (head: number, limit: number, rows: NamedRow[]): Promise<FeedPage> => ({
    head,
    hasMore: rows.length > limit,
    messages: await withOptions(knex, rows.slice(0, limit)),
  });

  return {
    async conversation(id) {
      const row = await knex("conversations").where({ id }).first(columns.conversations);
      if (!row) return null;
      const participants: NamedRow[] = await knex("participants as p")
        .leftJoin("bots as b", "b.id", "p.bot_id")
        .where("p.conversation_id", id)
        .orderBy("p.key")
        // Spread: behind an array Knex ignores what follows.
        .select(
          ...columns.participants.map((name) => `p.${name}`),
          "b.name as bot_name",
          "b.policy as bot_policy",
          knex.raw("case when b.removed_at is null then b.hears end as bot_hears"),
          knex.raw("case when b.removed_at is null then b.is_manager end as bot_is_manager"),
        );
      return {
        conversation: toConversation(cells(row, columns.conversations)),
        participants: participants.map((entry) =>
          toParticipant(
            cells(entry, [...columns.participants, "bot_name", "bot_hears", "bot_policy", "bot_is_manager"]),
          ),
        ),
      };
    },

    async changesAfter(conversationId, after, limit) {
      // The head first: a change that commits between the two reads is above it and comes by its own packet.
      const head = await headOf(conversationId);
      if (head === null) return null;
      const rows = await knex("messages")
        .where("conversation_id", conversationId)
        .where("version", ">", after)
        .where("version", "<=", head)
        .orderBy("version")
        .limit(limit + 1)
        .select(columns.messages);
      return page(head, limit, rows);
    },

    async messagesBefore(conversationId, before, limit) {
      const head = await headOf(conversationId);
      if (head === null) return null;
      const rows = await knex("messages")
        .where("conversation_id", conversationId)
        .where("seq", "<", before)
        .where("seq", "<=", head)
        .orderBy("seq", "desc")
        .limit(limit + 1)
        .select(columns.messages);
      const found = await page(head, limit, rows);
      return { ...found, messages: found.messages.reverse() };
    },

    async messagesWithin(conversationId, { since, until, after, before, end }, limit) {
      const head = await headOf(conversationId);
      if (head === null) return null;
      const query = knex("messages")
        .where("conversation_id", conversationId)
        .where("seq", "<=", head)
        .where("seq", ">", after ?? 0)
        .orderBy("seq", end === "oldest" ? "asc" : "desc")
        .limit(limit + 1)
        .select(columns.messages);
      if (before !== null) query.where("seq", "<", before);
      if (since !== null) query.where("created_at", ">=", since);
      if (until !== null) query.where("created_at", "<", until);
      const found = await page(head, limit, await query);
      return end === "oldest" ? found : { ...found, messages: found.messages.reverse() };
    },

    async presence(participantId) {
      const row = await knex("participants")
        .where("id", participantId)
        .first("conversation_id", "left_at", "tokens_valid_from");
      if (!row) return null;
      return {
        conversationId: row.conversation_id,
        leftAt: row.left_at === null ? null : Number(row.left_at),
        tokensValidFrom: Number(row.tokens_valid_from),
      };
    },

    list: (query) => listConversations(knex, query),

    async withBot(botId, conversationIds) {
      const rows = await knex("participants")
        .where("bot_id", botId)
        .whereNull("left_at")
        .whereIn("conversation_id", conversationIds)
        .select("conversation_id");
      return rows.map((row) => row.conversation_id);
    },

    async botsIn(conversationId) {
      const rows = await knex("participants as p")
        .join("bots as b", "b.id", "p.bot_id")
        .where("p.conversation_id", conversationId)
        .whereNull("p.left_at")
        .select("b.name", "b.settings");
      return rows.map(({ name, settings }) => ({ name, settings: JSON.parse(settings) }));
    },

    async heads(ids) {
      const heads = new Map<string, number>();
      for (let start = 0; start < ids.length; start += 500) {
        const rows = await knex("conversations")
          .whereIn("id", ids.slice(start, start + 500))
          .select("id", "head");
        for (const row of rows) heads.set(row.id, Number(row.head));
      }
      return heads;
    },
  };
}

export const cells = (row: NamedRow, names: readonly string[]): Row => names.map((name) => row[name] ?? null);
