import type { Feed, Message } from "@natter/protocol";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  applyFeed,
  applyHistory,
  applyOlder,
  emptyThread,
  hasOlder,
  inOrder,
  isBehind,
  type Thread,
} from "./thread.js";

/** A conversation's log as the server keeps it: every change takes the next number. */
class Log {
  readonly states = new Map<string, Message>();
  head = 0;
  readonly packets: Feed[] = [];

  /** Publishes a message, or changes an older one; `pick` chooses which. */
  change(pick: number): void {
    const version = ++this.head;
    const known = [...this.states.values()];
    const old = pick % 3 === 0 ? known[pick % Math.max(1, known.length)] : undefined;
    const message = old ? { ...old, version } : blank(version);
    this.states.set(message.id, message);
    this.packets.push(this.read(version - 1, 1));
  }

  read(after: number, limit: number): Feed {
    const missed = [...this.states.values()].filter(({ version }) => version > after);
    const changes = missed.sort((a, b) => a.version - b.version).slice(0, limit);
    const upTo = changes.length < missed.length ? (changes.at(-1)?.version ?? after) : this.head;
    return { conversationId: "c", after, upTo, head: this.head, changes };
  }

  history(before: number, limit: number) {
    const older = inSeqOrder(this.states).filter(({ seq }) => seq < before);
    const messages = older.slice(-limit);
    return { conversationId: "c", messages, hasMore: messages.length < older.length, head: this.head };
  }
}

function blank(version: number): Message {
  return {
    type: "text",
    id: `m${version}`,
    conversationId: "c",
    seq: version,
    version,
    sentAt: 0,
    editedAt: null,
    deletedAt: null,
    localId: null,
    quotedMessageId: null,
    metadata: null,
    senderId: "bot",
    text: "",
    options: [],
  };
}

function inSeqOrder(states: Map<string, Message>): Message[] {
  return [...states.values()].sort((a, b) => a.seq - b.seq);
}

function catchUp(thread: Thread, log: Log, limit: number): Thread {
  let current = thread;
  while (isBehind(current)) current = applyFeed(current, log.read(current.cursor ?? 0, limit));
  return current;
}

const schedule = fc.record({
  before: fc.array(fc.nat(), { maxLength: 30 }),
  after: fc.array(fc.nat(), { minLength: 1, maxLength: 40 }),
  page: fc.integer({ min: 1, max: 8 }),
  /** Which packets arrive, in which order: indexes may be missing, repeated and shuffled. */
  arrivals: fc.array(fc.nat(), { maxLength: 80 }),
  /** After which arrivals the client gets to read. */
  reads: fc.array(fc.boolean(), { maxLength: 80 }),
  olderAt: fc.nat(80),
});

test("any loss, repetition and order of packets ends in the thread of the server [F74]", () => {
  fc.assert(
    fc.property(schedule, ({ before, after, page, arrivals, reads, olderAt }) => {
      const log = new Log();
      for (const pick of before) log.change(pick);
      let thread = applyHistory(emptyThread, log.history(Number.POSITIVE_INFINITY, page));
      for (const pick of after) log.change(pick);
      for (const [index, arrival] of arrivals.entries()) {
        const packet = log.packets[arrival % log.packets.length];
        if (packet) thread = applyFeed(thread, packet);
        if (reads[index]) thread = catchUp(thread, log, page);
        if (index === olderAt && hasOlder(thread))
          thread = applyOlder(thread, log.history(thread.completeFrom, page));
      }
      thread = applyFeed(thread, { ...log.read(log.head, 1) });
      thread = catchUp(thread, log, page);
      expect(isBehind(thread)).toBe(false);
      while (hasOlder(thread)) thread = applyOlder(thread, log.history(thread.completeFrom, page));
      expect(inOrder(thread)).toEqual(inSeqOrder(log.states));
    }),
  );
});

test("the readable part never has a hole", () => {
  fc.assert(
    fc.property(schedule, ({ before, after, page, arrivals }) => {
      const log = new Log();
      for (const pick of before) log.change(pick);
      let thread = applyHistory(emptyThread, log.history(Number.POSITIVE_INFINITY, page));
      for (const pick of after) log.change(pick);
      for (const arrival of arrivals) {
        const packet = log.packets[arrival % log.packets.length];
        if (packet) thread = applyFeed(thread, packet);
        const shown = inOrder(thread).map(({ seq }) => seq);
        const stored = inSeqOrder(log.states).map(({ seq }) => seq);
        const start = stored.findIndex((seq) => seq >= thread.completeFrom);
        expect(shown).toEqual(stored.slice(start, start + shown.length));
      }
    }),
  );
});

test("an older version never replaces a newer one", () => {
  const newer = { ...blank(1), version: 5 };
  const thread = applyHistory(emptyThread, {
    conversationId: "c",
    messages: [newer],
    hasMore: false,
    head: 5,
  });
  const late = { conversationId: "c", after: 0, upTo: 1, head: 5, changes: [blank(1)] };
  expect(inOrder(applyFeed(thread, late))).toEqual([newer]);
});

test("a heartbeat that tells of more makes the thread behind, and changes nothing else", () => {
  const thread = applyHistory(emptyThread, { conversationId: "c", messages: [], hasMore: false, head: 3 });
  const told = applyFeed(thread, { conversationId: "c", after: 7, upTo: 7, head: 7, changes: [] });
  expect(isBehind(told)).toBe(true);
  expect(told.cursor).toBe(3);
});
