import { type Feed, type History, limits, type Message, type TextMessage } from "@natter/protocol";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { openTestCore } from "../testing/test-core.js";
import { testDatabases } from "../testing/test-databases.js";
import { createConversation } from "./create-conversation.js";
import { fitPage } from "./fit-page.js";
import { readFeed, readHistory, readWithin } from "./read-feed.js";
import { sendMessage } from "./send-message.js";

const bytesOf = (messages: readonly Message[]) =>
  messages.reduce((sum, message) => sum + Buffer.byteLength(JSON.stringify(message)), 0);

const message = (seq: number, text: string, options: string[], metadata: object | null): TextMessage => ({
  type: "text",
  id: `m${seq}`,
  conversationId: "c",
  seq,
  version: seq,
  sentAt: 1,
  editedAt: null,
  deletedAt: null,
  localId: `l${seq}`,
  quotedMessageId: null,
  metadata: metadata as TextMessage["metadata"],
  senderId: "p",
  text,
  options: options.map((option) => ({ text: option })),
});

/** From nothing to as long as may be; of one, three and, escaped, six bytes a character. Small to print. */
const text = fc.record({
  of: fc.constantFrom("x", "漢", "\u0001", '"'),
  length: fc.oneof(fc.nat(300), fc.integer({ min: 5000, max: limits.textMaxChars })),
});
const messages = fc.array(
  fc.record({
    text,
    options: fc.array(text, { maxLength: limits.optionsMaxCount }),
    hasMetadata: fc.boolean(),
  }),
  { maxLength: 60, size: "max" },
);
const written = ({ of, length }: { of: string; length: number }) => of.repeat(length);

test("a page is as much of one end as fits, and never nothing", () => {
  fc.assert(
    fc.property(messages, fc.constantFrom("first" as const, "last" as const), (given, from) => {
      const all = given.map(({ text, options, hasMetadata }, index) => {
        const short = options.map((option) => written(option).slice(0, limits.optionMaxChars));
        return message(index + 1, written(text), short, hasMetadata ? { note: "n".repeat(4000) } : null);
      });
      const page = fitPage(all, from);
      const rest = all.length - page.length;
      const expected = from === "first" ? all.slice(0, page.length) : all.slice(rest);
      expect(page.map(({ seq }) => seq)).toEqual(expected.map(({ seq }) => seq));
      if (page.length > 1) expect(bytesOf(page)).toBeLessThanOrEqual(limits.feedPageMaxBytes);
      if (rest === 0) return;
      expect(page.length).toBeGreaterThan(0);
      const more = from === "first" ? all.slice(0, page.length + 1) : all.slice(rest - 1);
      expect(bytesOf(more)).toBeGreaterThan(limits.feedPageMaxBytes);
    }),
    { numRuns: 100, endOnFailure: true },
  );
});

describe.each(testDatabases)("pages bounded in bytes on %s", (database) => {
  test("[F34] whatever was said, pages forwards, backwards and within a time leave no gap and repeat nothing", async () => {
    await using house = await openTestCore({}, database);
    const { core } = house;
    let cuts = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(text, { minLength: 1, maxLength: 50, size: "max" }),
        fc.constantFrom(1, 7, 50, 200),
        async (texts, limit) => {
          const { actor, conversation } = await createConversation(core, null, {
            nickname: "Ann",
            name: null,
            bots: [],
            metadata: null,
          });
          const { id } = conversation;
          const said = texts.map((body) => written(body) || "-");
          const sends = said.map((body, index) =>
            sendMessage(core, actor, id, {
              type: "text",
              localId: `m${index}`,
              text: body,
              quotedMessageId: null,
              metadata: null,
            }),
          );
          await Promise.all(sends);

          const changes: Message[] = [];
          let feed: Feed;
          do {
            feed = await readFeed(core, actor, id, { after: changes.at(-1)?.version ?? 0, limit });
            expect(feed.changes.length).toBeGreaterThan(0);
            expect(feed.upTo).toBe(feed.changes.at(-1)?.version);
            if (feed.changes.length > 1)
              expect(bytesOf(feed.changes)).toBeLessThanOrEqual(limits.feedPageMaxBytes);
            if (feed.changes.length < limit && feed.upTo < feed.head) cuts += 1;
            changes.push(...feed.changes);
          } while (feed.upTo < feed.head);
          expect(changes.map(({ version }) => version)).toEqual(
            Array.from({ length: feed.head }, (_, n) => n + 1),
          );
          expect(changes.flatMap((one) => (one.type === "text" ? [one.text] : []))).toEqual(said);

          const back: Message[] = [];
          let history: History;
          do {
            history = await readHistory(core, actor, id, { before: back[0]?.seq, limit });
            back.unshift(...history.messages);
          } while (history.hasMore);
          expect(back).toEqual(changes);

          const within: Message[] = [];
          do {
            history = await readWithin(core, actor, id, { since: 0, after: within.at(-1)?.seq, limit });
            within.push(...history.messages);
          } while (history.hasMore);
          expect(within).toEqual(changes);
        },
      ),
      { numRuns: 15, endOnFailure: true },
    );
    // Otherwise nothing of this was about bytes.
    expect(cuts).toBeGreaterThan(0);
  });
});
