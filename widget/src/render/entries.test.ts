import type { Message, TextMessage } from "@natter/protocol";
import { expect, test } from "vitest";
import type { UnsentMessage } from "../state/outbox.js";
import type { ChatSnapshot } from "../state/snapshot.js";
import { type BubbleEntry, buildEntries } from "./entries.js";

const day = (date: number, minutes = 0) => new Date(2026, 10, date, 10, minutes).getTime();

function message(seq: number, more: Partial<TextMessage> = {}): TextMessage {
  return {
    type: "text",
    id: `m${seq}`,
    conversationId: "c",
    seq,
    version: seq,
    sentAt: day(20),
    editedAt: null,
    deletedAt: null,
    localId: null,
    quotedMessageId: null,
    metadata: null,
    senderId: "bot",
    text: `text ${seq}`,
    options: [],
    ...more,
  };
}

function own(seq: number, more: Partial<TextMessage> = {}): TextMessage {
  return message(seq, { senderId: "me", localId: `local ${seq}`, ...more });
}

function unsent(localId: string, more: Partial<UnsentMessage> = {}): UnsentMessage {
  const blank = { scope: "", text: localId, quotedMessageId: null, conversationId: null, failedAfterSeq: 0 };
  return { ...blank, localId, createdAt: day(20), failure: null, ...more };
}

function rows(messages: Message[], more: Partial<ChatSnapshot> = {}) {
  return buildEntries({ messages, unsent: [], ownId: "me", isEnded: false, ...more } as ChatSnapshot);
}

function bubbles(...args: Parameters<typeof rows>): BubbleEntry[] {
  return rows(...args).filter((entry) => entry.kind === "bubble");
}

test("each day begins with its date, and a day of system lines alone does not [F82]", () => {
  const created = {
    ...message(1, { sentAt: day(18) }),
    type: "system",
    event: { type: "conversation-created" },
  };
  const shown = rows([
    created as unknown as Message,
    message(2, { sentAt: day(19) }),
    message(3, { sentAt: day(20) }),
  ]);
  expect(shown.map(({ kind }) => kind)).toEqual(["system", "day", "bubble", "day", "bubble"]);
});

test("bubbles of one sender within five minutes stand together", () => {
  const shown = bubbles([
    message(1),
    message(2),
    message(3, { sentAt: day(20, 9) }),
    own(4, { sentAt: day(20, 9) }),
  ]);
  expect(shown.map(({ startsGroup, endsGroup }) => [startsGroup, endsGroup])).toEqual([
    [true, false],
    [false, true],
    [true, true],
    [true, true],
  ]);
});

test("an own bubble keeps its key when it is stored, so that it stays the same element [F71]", () => {
  const [waiting] = bubbles([], { unsent: [unsent("local 1")] });
  const [stored] = bubbles([own(1)]);
  expect(stored?.key).toBe(waiting?.key);
});

test("what waits is last, and what failed stays where it failed [F71]", () => {
  const failed = unsent("failed", { failure: "invalid", failedAfterSeq: 1 });
  const shown = bubbles([message(1), message(2)], { unsent: [failed, unsent("waiting")] });
  expect(shown.map(({ text }) => text)).toEqual(["text 1", "failed", "text 2", "waiting"]);
  expect(shown.map(({ status }) => status)).toEqual(["sent", "failed", "sent", "sending"]);
});

const question = message(1, { options: [{ text: "Yes" }, { text: "No" }] });
const optionsOf = (...args: Parameters<typeof rows>) =>
  bubbles(...args)[0]?.options.map(({ isOpen, isChosen }) =>
    isChosen ? "chosen" : isOpen ? "open" : "closed",
  );

test("options are open until the visitor says anything after them [F81]", () => {
  expect(optionsOf([question, message(2)])).toEqual(["open", "open"]);
  expect(optionsOf([question, own(2, { text: "Maybe" })])).toEqual(["closed", "closed"]);
});

test("the option that was sent as a quote is marked, sent or still waiting [F81]", () => {
  expect(optionsOf([question, own(2, { text: "No", quotedMessageId: "m1" })])).toEqual(["closed", "chosen"]);
  const waiting = unsent("x", { text: "Yes", quotedMessageId: "m1" });
  expect(optionsOf([question], { unsent: [waiting] })).toEqual(["chosen", "closed"]);
});

test("a choice that could not be sent leaves the options open; the end closes them [F81]", () => {
  const failed = unsent("x", { text: "Yes", quotedMessageId: "m1", failure: "invalid", failedAfterSeq: 1 });
  expect(optionsOf([question], { unsent: [failed] })).toEqual(["open", "open"]);
  expect(optionsOf([question], { isEnded: true })).toEqual(["closed", "closed"]);
});
