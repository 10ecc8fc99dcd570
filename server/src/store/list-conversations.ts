import type { Knex } from "knex";
import type { Row } from "./rows/cells.js";
import { columns } from "./rows/columns.js";
import { toConversation } from "./rows/conversations.js";
import type { FeedReads, ListedConversation } from "./store.js";

/** Ids are UUIDv7, so their order is the order of creation. */
export async function listConversations(
  knex: Knex,
  { visitorId, isOwn, before, limit }: Parameters<FeedReads["list"]>[0],
): Promise<ListedConversation[]> {
  const query = knex("conversations as c")
    .leftJoin("participants as me", (join) => {
      join.on("me.conversation_id", "c.id").andOnVal("me.visitor_id", "=", visitorId ?? "");
    })
    .orderBy("c.id", "desc")
    .limit(limit)
    .select(columns.conversations.map((name) => `c.${name}`))
    .select("me.id as me")
    .select(
      knex("participants as p")
        .whereRaw("p.conversation_id = c.id")
        .whereNull("p.left_at")
        .count("*")
        .as("participant_count"),
      knex("messages as m")
        .whereRaw("m.conversation_id = c.id and m.seq > me.read_seq and m.sender_id <> me.id")
        .whereNull("m.deleted_at")
        .count("*")
        .as("unread_count"),
    );
  if (isOwn) query.whereNotNull("me.id");
  if (before !== null) query.where("c.id", "<", before);
  const rows: Record<string, Row[number]>[] = await query;
  return rows.map((row) => ({
    conversation: toConversation(columns.conversations.map((name) => row[name] ?? null)),
    participantCount: Number(row.participant_count),
    participantId: row.me as string | null,
    unreadCount: Number(row.unread_count),
  }));
}
