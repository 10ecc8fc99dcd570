// Baseline (b), a program: each message in its own durable transaction, then shown. What one writes first.
import knexFactory from "knex";
import { serveBaseline } from "./baseline-door.js";

const knex = knexFactory({
  client: "sqlite3",
  connection: { filename: process.env.NATTER_DATABASE ?? "naive.sqlite" },
  useNullAsDefault: true,
  pool: { min: 1, max: 1, idleTimeoutMillis: 2 ** 31 - 1 },
  acquireConnectionTimeout: 60_000,
});
await knex.raw("PRAGMA journal_mode = WAL");
await knex.raw("PRAGMA synchronous = FULL");
await knex.schema.createTable("messages", (table) => {
  table.increments("key");
  table.string("id").notNullable().unique();
  table.string("conversation_id").notNullable();
  table.integer("seq").notNullable();
  table.string("sender_id").notNullable();
  table.string("local_id").notNullable();
  table.text("text").notNullable();
  table.integer("sent_at").notNullable();
  table.unique(["conversation_id", "sender_id", "local_id"]);
  table.unique(["conversation_id", "seq"]);
});

// One statement is one transaction; wrapping it in `knex.transaction` would cost this baseline a fifth more.
serveBaseline(async (message) => {
  await knex("messages").insert({
    id: message.id,
    conversation_id: message.conversationId,
    seq: message.seq,
    sender_id: message.senderId,
    local_id: message.localId,
    text: message.text,
    sent_at: message.sentAt,
  });
});
