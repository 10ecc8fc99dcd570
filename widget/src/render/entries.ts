import type { FileMessage, Message, SystemMessage, TextMessage } from "@natter/protocol";
import { isSameDay } from "../i18n/times.js";
import type { UnsentMessage } from "../state/outbox.js";
import type { ChatSnapshot } from "../state/snapshot.js";
import { isStreaming } from "../state/thread.js";
import type { ShownFile } from "./file.js";
import { readOptions, type ShownOption } from "./shown-options.js";

/** Bubbles of one sender closer than this stand together. */
const groupMs = 5 * 60_000;

export interface BubbleEntry {
  kind: "bubble";
  /** An own message keeps its key from the moment it is typed, so that its bubble stays the same element. */
  key: string;
  at: number;
  isOwn: boolean;
  senderId: string | null;
  text: string;
  file: ShownFile | null;
  status: "sent" | "sending" | "failed";
  isEdited: boolean;
  /** A bot is still writing it. */
  isStreaming: boolean;
  /** The bot that wrote it broke off. */
  isInterrupted: boolean;
  /** A tombstone: its text, options and file are gone. */
  isDeleted: boolean;
  localId: string | null;
  messageId: string | null;
  options: ShownOption[];
  startsGroup: boolean;
  endsGroup: boolean;
}

export type Entry =
  | { kind: "day"; key: string; at: number }
  | { kind: "system"; key: string; at: number; message: SystemMessage }
  | BubbleEntry;

/** The thread as rows: days, system lines and bubbles, unsent ones included. */
export function buildEntries(snapshot: ChatSnapshot): Entry[] {
  const rows: Entry[] = [];
  const failed = snapshot.unsent.filter((message) => message.failure !== null);
  const waiting = snapshot.unsent.filter((message) => message.failure === null);
  let nextFailed = 0;
  const pushFailedBefore = (seq: number) => {
    for (let next = failed[nextFailed]; next && next.failedAfterSeq < seq; next = failed[++nextFailed])
      rows.push(unsentBubble(next));
  };
  for (const message of snapshot.messages) {
    pushFailedBefore(message.seq);
    rows.push(messageRow(message, snapshot));
  }
  pushFailedBefore(Number.POSITIVE_INFINITY);
  rows.push(...waiting.map(unsentBubble));
  return group(withDays(rows));
}

function messageRow(message: Message, snapshot: ChatSnapshot): Entry {
  const at = message.sentAt;
  if (message.type === "system") return { kind: "system", key: message.id, at, message };
  return messageBubble(message, snapshot);
}

function messageBubble(message: TextMessage | FileMessage, snapshot: ChatSnapshot): BubbleEntry {
  const isOwn = message.senderId === snapshot.ownId;
  return {
    ...loneBubble,
    key: (isOwn && message.localId) || message.id,
    at: message.sentAt,
    isOwn,
    senderId: message.senderId,
    text: message.text,
    file: "file" in message && message.file ? { ...message.file, type: message.type } : null,
    status: "sent",
    isEdited: Boolean(message.editedAt),
    isStreaming: isStreaming(message),
    isInterrupted: "isInterrupted" in message && message.isInterrupted === true,
    isDeleted: Boolean(message.deletedAt),
    localId: message.localId,
    messageId: message.id,
    options: isOwn ? [] : readOptions(message, snapshot),
  };
}

function unsentBubble(message: UnsentMessage): BubbleEntry {
  return {
    ...loneBubble,
    key: message.localId,
    at: message.createdAt,
    isOwn: true,
    senderId: null,
    text: message.text,
    file: null,
    status: message.failure === null ? "sending" : "failed",
    isEdited: false,
    isStreaming: false,
    isInterrupted: false,
    isDeleted: false,
    localId: message.localId,
    messageId: null,
    options: [],
  };
}

const loneBubble = { kind: "bubble", startsGroup: true, endsGroup: true } as const;

function withDays(rows: Entry[]): Entry[] {
  const result: Entry[] = [];
  let last: number | null = null;
  for (const row of rows) {
    const isNewDay = last === null || !isSameDay(last, row.at);
    // A day on which nobody said anything needs no heading.
    if (isNewDay && rows.some(({ kind, at }) => kind === "bubble" && isSameDay(at, row.at)))
      result.push({ kind: "day", key: `day ${row.key}`, at: row.at });
    result.push(row);
    last = row.at;
  }
  return result;
}

function group(rows: Entry[]): Entry[] {
  return rows.map((row, index) => {
    if (row.kind !== "bubble") return row;
    return {
      ...row,
      startsGroup: !belongTogether(rows[index - 1], row),
      endsGroup: !belongTogether(row, rows[index + 1]),
    };
  });
}

function belongTogether(a: Entry | undefined, b: Entry | undefined): boolean {
  if (a?.kind !== "bubble" || b?.kind !== "bubble") return false;
  if (a.status === "failed" || a.isStreaming || a.options.length > 0 || a.isOwn !== b.isOwn) return false;
  return (a.isOwn || a.senderId === b.senderId) && Math.abs(b.at - a.at) < groupMs;
}
