import knexFactory from "knex";
import type { History, StoredMessage, StoredRequest } from "./history.js";

/** What the file holds, read with the server's own SQLite after the server was stopped. */
export async function readDatabase(
  file: string,
): Promise<Pick<History, "stored" | "requests" | "integrity">> {
  const knex = knexFactory({ client: "sqlite3", connection: { filename: file }, useNullAsDefault: true });
  try {
    const [check] = await knex.raw<{ integrity_check: string }[]>("PRAGMA integrity_check");
    const stored: StoredMessage[] = await knex("messages").orderBy("key").select({
      id: "id",
      conversationId: "conversation_id",
      seq: "seq",
      senderId: "sender_id",
      localId: "local_id",
      text: "text",
    });
    const requests: StoredRequest[] = await knex("bot_requests as r")
      .join("bots as b", "b.id", "r.bot_id")
      .orderBy("r.key")
      .select({
        id: "r.id",
        conversationId: "r.conversation_id",
        bot: "b.name",
        messageId: "r.message_id",
        status: "r.status",
        attempt: "r.attempt",
      });
    return { stored, requests, integrity: check?.integrity_check ?? "no answer" };
  } finally {
    await knex.destroy();
  }
}
