import type { MessageEntity } from "./entities.js";
import {
  columns,
  fromConversation,
  fromEffect,
  fromFile,
  fromMessage,
  fromMessageFile,
  fromOptions,
  fromParticipant,
  fromRequest,
  messageFileColumns,
  type Row,
} from "./rows.js";
import type { Changes } from "./snapshot.js";

/** One statement over many rows; each row has a cell for each of `keys`, then for each of `columns`. */
export interface Write {
  verb: "insert" | "update" | "delete";
  table: string;
  /** What finds the row; empty for insertions. */
  keys: readonly string[];
  columns: readonly string[];
  rows: readonly Row[];
}

/** What a batch writes, in an order in which every row finds those that it refers to. Both databases write this. */
export function writesOf(changes: Changes): Write[] {
  const { newMessages, changedMessages } = changes;
  return [
    insert("conversations", columns.conversations, changes.newConversations.map(fromConversation)),
    insert("participants", columns.participants, changes.newParticipants.map(fromParticipant)),
    insert("files", columns.files, changes.newFiles.map(fromFile)),
    insert("messages", plainColumns, newMessages.filter(isPlain).map(fromMessage)),
    insert("messages", columns.messages, newMessages.filter(hasFile).map(fromMessage)),
    insert("message_options", columns.options, changes.newMessages.flatMap(fromOptions)),
    insert("bot_requests", columns.requests, changes.newRequests.map(fromRequest)),
    insert("bot_effects", columns.effects, changes.newEffects.map(fromEffect)),
    update("conversations", ["head", "ended_at"], changes.changedConversations.map(conversationPatch)),
    update("participants", participantColumns, changes.changedParticipants.map(participantPatch)),
    update("messages", messageColumns, changedMessages.filter(isOfPlainType).map(messagePatch)),
    update("messages", fileMessageColumns, changedMessages.filter(isOfFileType).map(fileMessagePatch)),
    carriedFiles(changes.changedFiles),
    removedFiles(changes.removedFiles),
    forgottenOptions(changes.changedMessages),
    chosenOptions(changes.changedMessages),
    update("bot_requests", requestColumns, changes.changedRequests.map(requestPatch)),
    effectResults(changes.changedEffects),
  ].filter(({ rows }) => rows.length > 0);
}

const conversationPatch = (row: Changes["changedConversations"][number]): Row => [
  row.id,
  row.head,
  row.endedAt,
];

const participantColumns = ["nickname", "read_seq", "left_at", "tokens_valid_from"];
const participantPatch = (row: Changes["changedParticipants"][number]): Row => [
  row.id,
  row.nickname,
  row.readSeq,
  row.leftAt,
  row.tokensValidFrom,
];

const messageColumns = [
  "version",
  "quoted_message_id",
  "text",
  "additional_metadata",
  "edited_at",
  "deleted_at",
  "stream_state",
];
const messagePatch = (row: Changes["changedMessages"][number]): Row => [
  row.id,
  row.version,
  row.quotedMessageId,
  row.text,
  row.metadata === null ? null : JSON.stringify(row.metadata),
  row.editedAt,
  row.deletedAt,
  row.streamState,
];

const plainColumns = columns.messages.slice(0, -messageFileColumns.length);
const hasFile = ({ file }: MessageEntity) => file !== null;
const isPlain = ({ file }: MessageEntity) => file === null;
const isOfPlainType = ({ type }: MessageEntity) => type === "text" || type === "system";
const isOfFileType = (row: MessageEntity) => !isOfPlainType(row);

/* With its file at once: a tombstone may not have one, and what is no tombstone must. */
const fileMessageColumns = [...messageColumns, ...messageFileColumns];
const fileMessagePatch = (row: MessageEntity): Row => [...messagePatch(row), ...fromMessageFile(row.file)];

const requestColumns = [
  "status",
  "attempt",
  "failures",
  "suspensions",
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
  row.suspensions,
  row.leasedBy,
  row.availableAt,
  row.response === null ? null : JSON.stringify(row.response),
  row.error,
  row.latencyMs,
  row.updatedAt,
];

function insert(table: string, names: readonly string[], rows: readonly Row[]): Write {
  return { verb: "insert", table, keys: [], columns: names, rows };
}

/** Each row is the id, then the new values of `columns`. */
function update(table: string, names: readonly string[], rows: readonly Row[]): Write {
  return { verb: "update", table, keys: ["id"], columns: names, rows };
}

function effectResults(effects: Changes["changedEffects"]): Write {
  const rows = effects.map((row): Row => [row.requestId, row.index, JSON.stringify(row.result)]);
  return {
    verb: "update",
    table: "bot_effects",
    keys: ["request_id", "op_index"],
    columns: ["result"],
    rows,
  };
}

function carriedFiles(files: Changes["changedFiles"]): Write {
  const rows = files.map(({ key, conversationId }) => [key, conversationId]);
  return { verb: "update", table: "files", keys: ["key"], columns: ["conversation_id"], rows };
}

function removedFiles(keys: readonly string[]): Write {
  return { verb: "delete", table: "files", keys: ["key"], columns: [], rows: keys.map((key) => [key]) };
}

function forgottenOptions(messages: Changes["changedMessages"]): Write {
  const deleted = messages.filter(({ deletedAt }) => deletedAt !== null);
  const rows = deleted.map(({ id }) => [id]);
  return { verb: "delete", table: "message_options", keys: ["message_id"], columns: [], rows };
}

/** Which message picked an option first. */
function chosenOptions(messages: Changes["changedMessages"]): Write {
  const rows = messages.flatMap(fromOptions).flatMap(([messageId, position, , chosenBy]) => {
    return chosenBy == null ? [] : [[messageId, position, chosenBy] as Row];
  });
  return {
    verb: "update",
    table: "message_options",
    keys: ["message_id", "position"],
    columns: ["chosen_by"],
    rows,
  };
}
