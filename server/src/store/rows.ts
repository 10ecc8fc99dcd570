import type { BotSettings, Hearable, Metadata, SystemEvent } from "@natter/protocol";
import type {
  BotEntity,
  ConversationEntity,
  EffectEntity,
  EffectResult,
  FileEntity,
  MessageEntity,
  MessageFile,
  OptionEntity,
  ParticipantEntity,
  RequestEntity,
} from "./entities.js";

/*
 * The one place where rows and entities meet. A row is an array of column values in the order of the lists
 * below: it travels as JSON between the database and the process, many rows in one text.
 */
export type Cell = string | number | null;
export type Row = readonly Cell[];

/** Of a message of a file type; the others leave them null. */
export const messageFileColumns = [
  "original_file_name",
  "file_key",
  "file_size",
  "mime_type",
  "external_file_url",
  "file_width",
  "file_height",
] as const;

export const columns = {
  conversations: ["id", "name", "metadata", "head", "created_at", "ended_at"],
  participants: [
    "id",
    "conversation_id",
    "kind",
    "nickname",
    "bot_id",
    "visitor_id",
    "session_key",
    "is_required",
    "read_seq",
    "joined_at",
    "left_at",
    "tokens_valid_from",
  ],
  messages: [
    "id",
    "conversation_id",
    "type",
    "seq",
    "version",
    "sender_id",
    "local_id",
    "quoted_message_id",
    "approval_status",
    "text",
    "additional_metadata",
    "created_at",
    "edited_at",
    "deleted_at",
    "stream_state",
    ...messageFileColumns,
  ],
  files: [
    "key",
    "type",
    "bot_id",
    "conversation_id",
    "name",
    "mime_type",
    "size_bytes",
    "sha256",
    "width",
    "height",
    "created_at",
  ],
  options: ["message_id", "position", "text", "chosen_by"],
  requests: [
    "id",
    "bot_id",
    "conversation_id",
    "message_id",
    "session_key",
    "request",
    "is_aggregation",
    "status",
    "attempt",
    "failures",
    "suspensions",
    "leased_by",
    "available_at",
    "response",
    "error",
    "latency_ms",
    "created_at",
    "updated_at",
  ],
  effects: ["request_id", "op_index", "kind", "name", "message_id", "result", "created_at"],
  bots: ["id", "name", "description", "is_required", "hears", "settings", "created_at", "removed_at"],
} as const;

const json = (value: unknown): string | null => (value == null ? null : JSON.stringify(value));
// What is parsed here was written by the functions beside it, under the schema of a door.
const parsed = <T>(cell: unknown): T | null => (cell == null ? null : (JSON.parse(cell as string) as T));
const bit = (value: boolean): number => (value ? 1 : 0);

export function fromConversation(row: ConversationEntity): Row {
  return [row.id, row.name, json(row.metadata), row.head, row.createdAt, row.endedAt];
}

export function toConversation(row: Row): ConversationEntity {
  const [id, name, metadata, head, createdAt, endedAt] = row;
  return {
    id: id as string,
    name: name as string | null,
    metadata: parsed<Metadata>(metadata),
    head: Number(head),
    createdAt: Number(createdAt),
    endedAt: endedAt == null ? null : Number(endedAt),
  };
}

export function fromParticipant(row: ParticipantEntity): Row {
  return [
    row.id,
    row.conversationId,
    row.kind,
    row.nickname,
    row.botId,
    row.visitorId,
    row.sessionKey,
    bit(row.isRequired),
    row.readSeq,
    row.joinedAt,
    row.leftAt,
    row.tokensValidFrom,
  ];
}

/** The columns of `participants`, then the bot's `name` and what it `hears`. */
export function toParticipant(row: Row): ParticipantEntity {
  const [id, conversationId, kind, nickname, botId, visitorId, sessionKey, ...rest] = row;
  const [isRequired, readSeq, joinedAt, leftAt, tokensValidFrom, botName, hears] = rest;
  return {
    id: id as string,
    conversationId: conversationId as string,
    kind: kind as ParticipantEntity["kind"],
    nickname: nickname as string,
    botId: botId as string | null,
    botName: (botName ?? null) as string | null,
    hears: parsed<Hearable[]>(hears) ?? [],
    visitorId: visitorId as string | null,
    sessionKey: sessionKey as string | null,
    isRequired: Boolean(isRequired),
    readSeq: Number(readSeq),
    joinedAt: Number(joinedAt),
    leftAt: leftAt == null ? null : Number(leftAt),
    tokensValidFrom: Number(tokensValidFrom),
  };
}

/** Without the columns of a file where there is none: most messages are texts, and cells cost time. */
export function fromMessage(row: MessageEntity): Row {
  return [
    row.id,
    row.conversationId,
    row.type,
    row.seq,
    row.version,
    row.senderId,
    row.localId,
    row.quotedMessageId,
    row.approvalStatus,
    row.text,
    // A system message's metadata is its event; the two never meet.
    json(row.event ?? row.metadata),
    row.createdAt,
    row.editedAt,
    row.deletedAt,
    row.streamState,
    ...(row.file === null ? [] : fromMessageFile(row.file)),
  ];
}

export function fromMessageFile(file: MessageFile | null): Row {
  if (file === null) return messageFileColumns.map(() => null);
  const { key, externalUrl, name, sizeBytes, mimeType, width, height } = file;
  return [name, key, sizeBytes, mimeType, externalUrl, width, height];
}

function toMessageFile(row: Row): MessageFile | null {
  const [name, key, sizeBytes, mimeType, externalUrl, width, height] = row;
  if (name == null) return null;
  return {
    key: (key ?? null) as string | null,
    externalUrl: (externalUrl ?? null) as string | null,
    name: name as string,
    sizeBytes: sizeBytes == null ? null : Number(sizeBytes),
    mimeType: (mimeType ?? null) as string | null,
    width: width == null ? null : Number(width),
    height: height == null ? null : Number(height),
  };
}

export function fromFile(row: FileEntity): Row {
  return [
    row.key,
    row.type,
    row.botId,
    row.conversationId,
    row.name,
    row.mimeType,
    row.sizeBytes,
    row.sha256,
    row.width,
    row.height,
    row.createdAt,
  ];
}

export function toFile(row: Row): FileEntity {
  const [key, type, botId, conversationId, name, mimeType, sizeBytes, sha256, width, height, createdAt] = row;
  return {
    key: key as string,
    type: type as FileEntity["type"],
    botId: botId as string | null,
    conversationId: conversationId as string | null,
    name: name as string,
    mimeType: mimeType as string,
    sizeBytes: Number(sizeBytes),
    sha256: sha256 as string,
    width: width == null ? null : Number(width),
    height: height == null ? null : Number(height),
    createdAt: Number(createdAt),
  };
}

/** The columns of `messages`, and its options in order. */
export function toMessage(row: Row, options: readonly OptionEntity[]): MessageEntity {
  const [id, conversationId, type, seq, version, senderId, localId, quotedMessageId, ...rest] = row;
  const [approvalStatus, text, metadata, createdAt, editedAt, deletedAt, streamState, ...file] = rest;
  const isSystem = type === "system";
  return {
    id: id as string,
    conversationId: conversationId as string,
    type: type as MessageEntity["type"],
    seq: seq == null ? null : Number(seq),
    version: version == null ? null : Number(version),
    senderId: senderId as string | null,
    localId: localId as string | null,
    quotedMessageId: quotedMessageId as string | null,
    approvalStatus: approvalStatus as MessageEntity["approvalStatus"],
    text: text as string | null,
    options,
    file: toMessageFile(file),
    metadata: isSystem ? null : parsed<Metadata>(metadata),
    event: isSystem ? parsed<SystemEvent>(metadata) : null,
    createdAt: Number(createdAt),
    editedAt: editedAt == null ? null : Number(editedAt),
    deletedAt: deletedAt == null ? null : Number(deletedAt),
    streamState: streamState as MessageEntity["streamState"],
  };
}

export function toOption([text, chosenBy]: readonly [string, string | null]): OptionEntity {
  return { text, chosenBy };
}

export function fromOptions(row: MessageEntity): Row[] {
  return row.options.map(({ text, chosenBy }, position) => [row.id, position, text, chosenBy]);
}

export function fromRequest(row: RequestEntity): Row {
  return [
    row.id,
    row.botId,
    row.conversationId,
    row.messageId,
    row.sessionKey,
    JSON.stringify(row.request),
    bit(row.isAggregation),
    row.status,
    row.attempt,
    row.failures,
    row.suspensions,
    row.leasedBy,
    row.availableAt,
    json(row.response),
    row.error,
    row.latencyMs,
    row.createdAt,
    row.updatedAt,
  ];
}

export function toRequest(row: Row): RequestEntity {
  const [id, botId, conversationId, messageId, sessionKey, request, isAggregation, status, ...rest] = row;
  const [attempt, failures, suspensions, leasedBy, availableAt, ...ending] = rest;
  const [response, error, latencyMs, createdAt, updatedAt] = ending;
  return {
    id: id as string,
    botId: botId as string,
    conversationId: conversationId as string,
    messageId: messageId as string | null,
    sessionKey: sessionKey as string | null,
    request: JSON.parse(request as string),
    isAggregation: Boolean(isAggregation),
    status: status as RequestEntity["status"],
    attempt: Number(attempt),
    failures: Number(failures),
    suspensions: Number(suspensions),
    leasedBy: leasedBy as string | null,
    availableAt: Number(availableAt),
    response: parsed<NonNullable<RequestEntity["response"]>>(response),
    error: error as string | null,
    latencyMs: latencyMs == null ? null : Number(latencyMs),
    createdAt: Number(createdAt),
    updatedAt: Number(updatedAt),
  };
}

export function fromEffect(row: EffectEntity): Row {
  return [row.requestId, row.index, row.kind, row.name, row.messageId, json(row.result), row.createdAt];
}

export function toEffect(row: Row): EffectEntity {
  const [requestId, index, kind, name, messageId, result, createdAt] = row;
  return {
    requestId: requestId as string,
    index: Number(index),
    kind: kind as EffectEntity["kind"],
    name: name as string | null,
    messageId: messageId as string | null,
    result: parsed<EffectResult>(result),
    createdAt: Number(createdAt),
  };
}

export function toBot(row: Row): BotEntity {
  const [id, name, description, isRequired, hears, settings, createdAt, removedAt] = row;
  return {
    id: id as string,
    name: name as string,
    description: description as string | null,
    isRequired: Boolean(isRequired),
    hears: parsed<Hearable[]>(hears) ?? [],
    settings: parsed<BotSettings>(settings) ?? {},
    createdAt: Number(createdAt),
    removedAt: removedAt == null ? null : Number(removedAt),
  };
}
