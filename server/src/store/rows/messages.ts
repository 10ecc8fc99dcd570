import type { Metadata, SystemEvent } from "@natter/protocol";
import type { MessageEntity, MessageFile, OptionEntity } from "../entities.js";
import { bit, json, parsed, type Row } from "./cells.js";
import { messageFileColumns } from "./columns.js";

/** Whether the columns of management and of files all have their defaults: so most messages are, and cells cost time. */
export function isPlain({ file, hops, holdUntil, isSentByManager, isForBots }: MessageEntity): boolean {
  return file === null && hops === 0 && holdUntil === null && !isSentByManager && !isForBots;
}

/** Without these columns where it is plain. */
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
    ...(isPlain(row) ? [] : [...fromManaged(row), ...fromMessageFile(row.file)]),
  ];
}

function fromManaged({ hops, holdUntil, holdThen, isSentByManager, isForBots }: MessageEntity): Row {
  return [hops, holdUntil, holdThen, bit(isSentByManager), bit(isForBots)];
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

/** The columns of `messages`, and its options in order. */
export function toMessage(row: Row, options: readonly OptionEntity[]): MessageEntity {
  const [id, conversationId, type, seq, version, senderId, localId, quotedMessageId, ...rest] = row;
  const [approvalStatus, text, metadata, createdAt, editedAt, deletedAt, streamState, ...more] = rest;
  const [hops, holdUntil, holdThen, isSentByManager, isForBots, ...file] = more;
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
    hops: Number(hops),
    holdUntil: holdUntil == null ? null : Number(holdUntil),
    holdThen: (holdThen ?? null) as MessageEntity["holdThen"],
    isSentByManager: Boolean(isSentByManager),
    isForBots: Boolean(isForBots),
  };
}

export function toOption([text, chosenBy]: readonly [string, string | null]): OptionEntity {
  return { text, chosenBy };
}

export function fromOptions(row: MessageEntity): Row[] {
  return row.options.map(({ text, chosenBy }, position) => [row.id, position, text, chosenBy]);
}
