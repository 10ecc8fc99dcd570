import { type Feed, limits, type Message } from "@natter/protocol";
import { expect, test } from "vitest";
import { startTestServer, welcome } from "../testing/test-server.js";

const long = "漢".repeat(limits.textMaxChars);
const bytesOf = (feed: Feed) => Buffer.byteLength(JSON.stringify(feed.changes));
/** The brackets and commas of a list come on top. */
const bound = limits.feedPageMaxBytes + 1000;

test("long messages reach readers in packets that join on to each other, each bounded in bytes [F34]", async () => {
  await using house = await startTestServer();
  const { token, conversation } = await house.create();
  const reader = await house.visitor({ token, cursor: 0 });
  // What commits while it is welcomed may come twice.
  await welcome(reader);
  const feeds: Feed[] = [];
  reader.on("feed", (feed: Feed) => void feeds.push(feed));
  // Sent at once, they share commits.
  const sends = Array.from({ length: 60 }, (_, n) =>
    reader.emitWithAck("message.send", { localId: `m${n}`, text: long }),
  );
  for (const answer of await Promise.all(sends)) expect(answer.ok).toBe(true);
  const head = conversation.head + sends.length;
  const news = () => feeds.filter(({ changes }) => changes.length > 0);
  await expect.poll(() => news().at(-1)?.upTo).toBe(head);

  expect(Math.max(...news().map(({ changes }) => changes.length))).toBeGreaterThan(1);
  let cursor = conversation.head;
  for (const feed of news()) {
    expect(bytesOf(feed)).toBeLessThanOrEqual(bound);
    expect(feed.after).toBe(cursor);
    expect(feed.upTo).toBe(feed.changes.at(-1)?.version);
    expect(feed.head).toBeGreaterThanOrEqual(feed.upTo);
    cursor = feed.upTo;
  }
  expect(news().flatMap(({ changes }) => changes.map(({ version }) => version))).toEqual(
    Array.from({ length: sends.length }, (_, n) => conversation.head + 1 + n),
  );

  // Who comes late gets no more at once, and is told that there is more.
  const late = await house.visitor({ token, cursor: 0 });
  const first = await welcome(late);
  expect(bytesOf(first)).toBeLessThanOrEqual(bound);
  expect(first.upTo).toBeLessThan(first.head);
  const all: Message[] = [...first.changes];
  for (let after = first.upTo; after < head; ) {
    const page = await late.emitWithAck("feed.read", { after, limit: 200 });
    if (!page.ok) throw new Error(page.error.message);
    expect(bytesOf(page.data)).toBeLessThanOrEqual(bound);
    all.push(...page.data.changes);
    after = page.data.upTo;
  }
  expect(all.map(({ version }) => version)).toEqual(Array.from({ length: head }, (_, n) => n + 1));
});
