import { existsSync, readFileSync } from "node:fs";
import type { Feed, History, Message, SentMessage, State } from "@natter/protocol";
import { describe, expect, test } from "vitest";
import { en } from "../i18n/en.js";
import { buildEntries } from "../render/entries.js";
import { systemText } from "../render/system-text.js";
import type { View } from "../render/view.js";
import type { ChatSnapshot } from "./snapshot.js";
import { applyFeed, applyHistory, emptyThread, inOrder, merge } from "./thread.js";

const folder = new URL("../../../protocol/golden/", import.meta.url);

/** An example that every package of the protocol agrees on. The cast is what golden files are for. */
function golden<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`visitor.${name}.json`, folder), "utf8")).valid as T;
}

function draw(messages: readonly Message[], more: Partial<ChatSnapshot> = {}) {
  const snapshot = {
    messages,
    unsent: [],
    participants: [],
    ownId: null,
    isEnded: false,
    ...more,
  } as unknown as ChatSnapshot;
  return buildEntries(snapshot).map((entry) =>
    entry.kind === "system" ? systemText({ texts: en, snapshot } as View, entry.message) : entry.kind,
  );
}

describe.skipIf(!existsSync(folder))("golden wire messages", () => {
  test("a feed packet is applied whole and can be drawn", () => {
    const feed = golden<Feed>("feed.payload");
    const thread = applyFeed({ ...emptyThread, cursor: feed.after }, feed);
    expect(thread.cursor).toBe(feed.upTo);
    const ids = new Set(feed.changes.map(({ id }) => id));
    expect(inOrder(thread)).toHaveLength(ids.size);
    expect(draw(inOrder(thread)).length).toBeGreaterThanOrEqual(ids.size);
  });

  test("a page of missed changes and a page of history are applied and can be drawn", () => {
    const feed = golden<Feed>("feed.read.reply");
    expect(applyFeed({ ...emptyThread, cursor: feed.after }, feed).cursor).toBe(feed.upTo);
    const page = golden<History>("history.read.reply");
    const thread = applyHistory(emptyThread, page);
    expect(inOrder(thread)).toEqual(page.messages);
    expect(draw(inOrder(thread)).length).toBeGreaterThanOrEqual(page.messages.length);
  });

  test("an acknowledged message joins the thread", () => {
    const { message } = golden<SentMessage>("message.send.reply");
    expect(inOrder(merge(emptyThread, [message]))).toEqual([message]);
  });

  test("a state names the participants of the messages", () => {
    const { participants, conversation } = golden<State>("state.payload");
    expect(conversation.head).toEqual(expect.any(Number));
    for (const { id, nickname } of participants)
      expect([typeof id, typeof nickname]).toEqual(["string", "string"]);
  });
});
