import {
  columns,
  fromConversation,
  fromEffect,
  fromMessage,
  fromOptions,
  fromParticipant,
  fromRequest,
  type Row,
} from "../rows.js";
import type { Changes } from "../snapshot.js";
import type { HeldConnection } from "./connection.js";

/**
 * Writes a batch as one text of statements, so that the database thread runs the whole transaction without
 * waiting for the event loop once. All values travel inside one JSON literal a statement.
 */
export async function commitChanges(connection: HeldConnection, changes: Changes): Promise<void> {
  const statements = [
    insert("conversations", columns.conversations, changes.newConversations.map(fromConversation)),
    insert("participants", columns.participants, changes.newParticipants.map(fromParticipant)),
    insert("messages", columns.messages, changes.newMessages.map(fromMessage)),
    insert("message_options", columns.options, changes.newMessages.flatMap(fromOptions)),
    insert("bot_requests", columns.requests, changes.newRequests.map(fromRequest)),
    insert("bot_effects", columns.effects, changes.newEffects.map(fromEffect)),
    update("conversations", ["head", "ended_at"], changes.changedConversations.map(conversationPatch)),
    update(
      "participants",
      ["nickname", "read_seq", "left_at"],
      changes.changedParticipants.map((row) => [row.id, row.nickname, row.readSeq, row.leftAt]),
    ),
    update("bot_requests", requestPatchColumns, changes.changedRequests.map(requestPatch)),
  ].filter((statement) => statement !== "");
  if (statements.length === 0) return;
  try {
    await connection.exec(`begin immediate;\n${statements.join(";\n")};\ncommit;`);
  } catch (error) {
    // Fails where the database rolled back by itself; either way no transaction stays open.
    await connection.exec("rollback").catch(() => undefined);
    throw error;
  }
}

const conversationPatch = (row: Changes["changedConversations"][number]): Row => [
  row.id,
  row.head,
  row.endedAt,
];

const requestPatchColumns = [
  "status",
  "attempt",
  "failures",
  "leased_by",
  "available_at",
  "response",
  "error",
  "latency_ms",
  "updated_at",
];
const requestPatch = (row: Changes["changedRequests"][number]): Row => [
  row.id,
  row.status,
  row.attempt,
  row.failures,
  row.leasedBy,
  row.availableAt,
  row.response === null ? null : JSON.stringify(row.response),
  row.error,
  row.latencyMs,
  row.updatedAt,
];

function insert(table: string, names: readonly string[], rows: readonly Row[]): string {
  if (rows.length === 0) return "";
  const cells = names.map((_, index) => `value ->> ${index}`).join(", ");
  return `insert into ${table} (${names.join(", ")}) select ${cells} from json_each(${literal(rows)})`;
}

/** Each row is the id, then the new values of `names`. */
function update(table: string, names: readonly string[], rows: readonly Row[]): string {
  if (rows.length === 0) return "";
  const cells = names.map((name, index) => `${name} = j.value ->> ${index + 1}`).join(", ");
  return `update ${table} set ${cells} from json_each(${literal(rows)}) j where ${table}.id = j.value ->> 0`;
}

/** A JSON text as an SQL literal. JSON escapes control characters, so the quote is all there is to double. */
function literal(rows: readonly Row[]): string {
  return `'${JSON.stringify(rows).replaceAll("'", "''")}'`;
}
