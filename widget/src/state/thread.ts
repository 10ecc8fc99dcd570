import type { Delta, Feed, History, Message, TextMessage } from "@natter/protocol";

/** What is known of one conversation's log. Never mutated. */
export interface Thread {
  readonly messages: ReadonlyMap<string, Message>;
  /** Every change up to here has been applied; null before the first page. */
  readonly cursor: number | null;
  /** The newest change that exists, as far as anything has told. */
  readonly head: number;
  /** The thread is complete from this `seq` on; what is older waits until its page is read. */
  readonly completeFrom: number;
}

export const emptyThread: Thread = { messages: new Map(), cursor: null, head: 0, completeFrom: 0 };

/** By id; the newest version wins, so applying anything twice, late or out of order changes nothing. */
export function merge(thread: Thread, incoming: readonly Message[]): Thread {
  const messages = new Map(thread.messages);
  for (const message of incoming) {
    const known = messages.get(message.id);
    if (!known || known.version < message.version) messages.set(message.id, keepLonger(known, message));
  }
  return { ...thread, messages };
}

/** What is stored of a message that is being written lags behind what the deltas have brought. */
function keepLonger(known: Message | undefined, next: Message): Message {
  if (!isStreaming(known) || !isStreaming(next) || !known.text.startsWith(next.text)) return next;
  return { ...next, text: known.text };
}

export function isStreaming(message: Message | undefined): message is TextMessage {
  return message?.type === "text" && message.isStreaming === true;
}

/** More of a message that is being written. With a gap before it, it waits for the stored text, within a second. */
export function applyDelta(thread: Thread, { messageId, from, text }: Delta): Thread {
  const known = thread.messages.get(messageId);
  if (!isStreaming(known) || from > known.text.length || from + text.length <= known.text.length)
    return thread;
  const messages = new Map(thread.messages);
  return {
    ...thread,
    messages: messages.set(messageId, { ...known, text: known.text.slice(0, from) + text }),
  };
}

/** Applies a packet when nothing is missing before it; otherwise only remembers that there is more to read. */
export function applyFeed(thread: Thread, feed: Feed): Thread {
  const head = Math.max(thread.head, feed.head, feed.upTo);
  if (thread.cursor === null || thread.cursor < feed.after) return { ...thread, head };
  return { ...merge(thread, feed.changes), head, cursor: Math.max(thread.cursor, feed.upTo) };
}

/** The newest page: the reader's first cursor. */
export function applyHistory(thread: Thread, page: History): Thread {
  return {
    ...merge(thread, page.messages),
    cursor: Math.max(thread.cursor ?? 0, page.head),
    head: Math.max(thread.head, page.head),
    completeFrom: startOf(page),
  };
}

/** A page before `completeFrom`. It moves no cursor: what changes in it later comes by the feed. */
export function applyOlder(thread: Thread, page: History): Thread {
  return { ...merge(thread, page.messages), completeFrom: Math.min(thread.completeFrom, startOf(page)) };
}

/** True when the server has changes that this thread lacks. */
export function isBehind(thread: Thread): boolean {
  return thread.cursor !== null && thread.head > thread.cursor;
}

export function hasOlder(thread: Thread): boolean {
  return thread.completeFrom > 0;
}

const ordered = new WeakMap<Thread, readonly Message[]>();

/** The readable part, in order. Sorted once per thread: it is asked for several times per drawing. */
export function inOrder(thread: Thread): readonly Message[] {
  const known = ordered.get(thread);
  if (known) return known;
  const messages = [...thread.messages.values()]
    .filter((message) => message.seq >= thread.completeFrom)
    .sort((a, b) => a.seq - b.seq);
  ordered.set(thread, messages);
  return messages;
}

function startOf(page: History): number {
  return page.hasMore ? (page.messages[0]?.seq ?? 0) : 0;
}
