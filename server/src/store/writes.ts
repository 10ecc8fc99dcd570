import { approval, type MessageEntity, type RequestEntity } from "./entities.js";
import type { Row } from "./rows/cells.js";
import { columns, messageFileColumns } from "./rows/columns.js";
import { fromCommand } from "./rows/commands.js";
import { fromConversation, fromParticipant } from "./rows/conversations.js";
import { fromFile } from "./rows/files.js";
import { fromMessage, fromMessageFile, fromOptions, isPlain } from "./rows/messages.js";
import { fromEffect, fromRequest } from "./rows/requests.js";
import type { Changes } from "./snapshot.js";

/** One statement over many rows; each row has a cell for each of `keys`, then for each of `columns`. */
export interface Write {
  verb: "insert" | "update" | "delete";
  table: string;
  /** What finds the row; empty for insertions. */
  keys: readonly string[];
  columns: readonly string[];
  /** The rows of one batch. */
  rowsOf(changes: Changes): readonly Row[];
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

const plainColumns = columns.messages.slice(0, columns.messages.indexOf("hops"));
const isNotPlain = (row: MessageEntity) => !isPlain(row);
const plainRequestColumns = columns.requests.slice(0, -1);
const isRedirected = ({ redirectedBy }: RequestEntity) => redirectedBy !== null;
const isOfPlainType = ({ type }: MessageEntity) => type === "text" || type === "system";
const isOfFileType = (row: MessageEntity) => !isOfPlainType(row);

/* With its file at once: a tombstone may not have one, and what is no tombstone must. */
const fileMessageColumns = [...messageColumns, ...messageFileColumns];
const fileMessagePatch = (row: MessageEntity): Row => [...messagePatch(row), ...fromMessageFile(row.file)];

/* Before all else that changes of it, so that a published message has its numbers. */
const isDecidedOn = ({ approvalStatus }: MessageEntity) => approvalStatus !== approval.automatic;
const decisionColumns = ["seq", "version", "approval_status", "hold_until", "hold_then"];
const decisionPatch = (row: MessageEntity): Row => [
  row.id,
  row.seq,
  row.version,
  row.approvalStatus,
  row.holdUntil,
  row.holdThen,
];

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

/* What a request stands for, which seldom changes. */
const burstColumns = ["message_id", "message_ids", "request", "is_aggregation"];
const burstPatch = (row: Changes["grownRequests"][number]): Row => [
  row.id,
  row.messageId,
  JSON.stringify(row.messageIds),
  JSON.stringify(row.request),
  row.isAggregation ? 1 : 0,
];

type RowsOf = Write["rowsOf"];

function insert(table: string, names: readonly string[], rowsOf: RowsOf): Write {
  return { verb: "insert", table, keys: [], columns: names, rowsOf };
}

/** Each row is the id, then the new values of `columns`. */
function update(table: string, names: readonly string[], rowsOf: RowsOf): Write {
  return { verb: "update", table, keys: ["id"], columns: names, rowsOf };
}

const effectResults: Write = {
  verb: "update",
  table: "bot_effects",
  keys: ["request_id", "op_index"],
  columns: ["result"],
  rowsOf: ({ changedEffects }) =>
    changedEffects.map(({ requestId, index, result }) => [requestId, index, JSON.stringify(result)]),
};

const carriedFiles: Write = {
  verb: "update",
  table: "files",
  keys: ["key"],
  columns: ["conversation_id"],
  rowsOf: ({ changedFiles }) => changedFiles.map(({ key, conversationId }) => [key, conversationId]),
};

const removedFiles: Write = {
  verb: "delete",
  table: "files",
  keys: ["key"],
  columns: [],
  rowsOf: (changes) => changes.removedFiles.map((key) => [key]),
};

const forgottenOptions: Write = {
  verb: "delete",
  table: "message_options",
  keys: ["message_id"],
  columns: [],
  rowsOf: ({ changedMessages }) =>
    changedMessages.filter(({ deletedAt }) => deletedAt !== null).map(({ id }) => [id]),
};

/** Which message picked an option first. */
const chosenOptions: Write = {
  verb: "update",
  table: "message_options",
  keys: ["message_id", "position"],
  columns: ["chosen_by"],
  rowsOf: ({ changedMessages }) =>
    changedMessages
      .flatMap(fromOptions)
      .flatMap(([messageId, position, , chosenBy]) =>
        chosenBy == null ? [] : [[messageId, position, chosenBy] as Row],
      ),
};

/**
 * What a batch writes, in an order in which every row finds those that it refers to. Both databases write this, and
 * the list is the same for every batch, so that it can be compiled once.
 */
export const writes: readonly Write[] = [
  insert("conversations", columns.conversations, (changes) => changes.newConversations.map(fromConversation)),
  insert("participants", columns.participants, (changes) => changes.newParticipants.map(fromParticipant)),
  insert("files", columns.files, (changes) => changes.newFiles.map(fromFile)),
  insert("messages", plainColumns, (changes) => changes.newMessages.filter(isPlain).map(fromMessage)),
  insert("messages", columns.messages, (changes) => changes.newMessages.filter(isNotPlain).map(fromMessage)),
  insert("message_options", columns.options, (changes) => changes.newMessages.flatMap(fromOptions)),
  insert("bot_requests", plainRequestColumns, (changes) =>
    changes.newRequests.filter((row) => !isRedirected(row)).map(fromRequest),
  ),
  insert("bot_requests", columns.requests, (changes) =>
    changes.newRequests.filter(isRedirected).map(fromRequest),
  ),
  insert("bot_effects", columns.effects, (changes) => changes.newEffects.map(fromEffect)),
  insert("manager_commands", columns.commands, (changes) => changes.newCommands.map(fromCommand)),
  update("conversations", ["head", "ended_at"], (changes) =>
    changes.changedConversations.map(conversationPatch),
  ),
  update("participants", participantColumns, (changes) => changes.changedParticipants.map(participantPatch)),
  update("messages", decisionColumns, (changes) =>
    changes.changedMessages.filter(isDecidedOn).map(decisionPatch),
  ),
  update("messages", messageColumns, (changes) =>
    changes.changedMessages.filter(isOfPlainType).map(messagePatch),
  ),
  update("messages", fileMessageColumns, (changes) =>
    changes.changedMessages.filter(isOfFileType).map(fileMessagePatch),
  ),
  carriedFiles,
  removedFiles,
  forgottenOptions,
  chosenOptions,
  update("bot_requests", requestColumns, (changes) => changes.changedRequests.map(requestPatch)),
  update("bot_requests", burstColumns, (changes) => changes.grownRequests.map(burstPatch)),
  effectResults,
];
