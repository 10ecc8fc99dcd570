import type { Message, TextMessage } from "@natter/protocol";
import { describe, expect, test } from "vitest";
import { isLoaded, openPage, texts } from "../testing/open-fake-chat.js";
import { applyDelta, applyFeed, applyHistory, emptyThread, inOrder, type Thread } from "./thread.js";

const written = (text: string, version: number, more: Partial<TextMessage> = {}): Message => ({
  type: "text",
  id: "m1",
  conversationId: "c",
  seq: 1,
  version,
  sentAt: 1,
  editedAt: null,
  deletedAt: null,
  localId: null,
  quotedMessageId: null,
  metadata: null,
  senderId: "bot",
  text,
  options: [],
  isStreaming: true,
  ...more,
});
const whole = (text: string, version: number) => {
  const { isStreaming, ...message } = written(text, version) as TextMessage;
  return message;
};
const begun = applyHistory(emptyThread, {
  conversationId: "c",
  messages: [written("Roses", 1)],
  hasMore: false,
  head: 1,
});
const delta = (thread: Thread, from: number, text: string) =>
  applyDelta(thread, { messageId: "m1", from, text });
const change = (thread: Thread, message: Message) =>
  applyFeed(thread, {
    conversationId: "c",
    after: message.version - 1,
    upTo: message.version,
    head: message.version,
    changes: [message],
  });
const shown = (thread: Thread) => inOrder(thread).map((message) => "text" in message && message.text);

describe("a message that is being written", () => {
  test("grows by deltas; repeated and overlapping ones add nothing twice [F206]", () => {
    let thread = delta(begun, 5, " are");
    thread = delta(thread, 5, " are");
    thread = delta(thread, 3, "es are red");
    expect(shown(thread)).toEqual(["Roses are red"]);
    expect(thread.cursor).toBe(1);
  });

  test("waits at a gap for the stored text, and goes on from there [F206]", () => {
    let thread = delta(begun, 9, " red");
    expect(shown(thread)).toEqual(["Roses"]);
    thread = change(thread, written("Roses are red", 2));
    expect(shown(delta(thread, 13, ","))).toEqual(["Roses are red,"]);
  });

  test("does not shrink when the stored text lags behind, and is anew when another attempt writes it [F206]", () => {
    let thread = delta(begun, 5, " are red");
    thread = change(thread, written("Roses are", 2));
    expect(shown(thread)).toEqual(["Roses are red"]);
    thread = change(thread, written("Tulips", 3));
    expect(shown(thread)).toEqual(["Tulips"]);
  });

  test("is what is stored once it is finished; later deltas change nothing [F206]", () => {
    let thread = delta(begun, 5, " are red");
    thread = change(thread, whole("Roses are", 2));
    expect(shown(delta(thread, 9, " blue"))).toEqual(["Roses are"]);
    expect(delta(begun, 0, "x")).toBe(begun);
  });

  test("is heard of once, whole; stopping it tells the server [F206]", async () => {
    const { chat, transport, heard, until } = openPage();
    await chat.start();
    await until(isLoaded);
    const fake = transport.chat;
    const message = fake.say("Roses", { isStreaming: true });
    fake.tell("delta", { messageId: message.id, from: 5, text: " are" });
    await until((snapshot) => texts(snapshot).includes("Roses are"));
    expect(heard.filter(({ type }) => type === "text")).toEqual([]);
    await chat.stop(message.id);
    const { isStreaming, ...finished } = message;
    fake.change({ ...finished, text: "Roses are" });
    await until((snapshot) => snapshot.messages.at(-1)?.version === fake.head);
    expect(heard.filter(({ type }) => type === "text")).toMatchObject([{ text: "Roses are" }]);
    chat.close();
  });
});
