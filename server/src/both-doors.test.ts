import type { Feed, History, Message, State } from "@natter/protocol";
import fc from "fast-check";
import { expect, test } from "vitest";
import { presentFeed } from "./chat/present.js";
import type { FileUrls } from "./files/file-urls.js";
import { operations } from "./testing/both-doors/operations.js";
import { World } from "./testing/both-doors/world.js";
import { startTestServer } from "./testing/test-server.js";

/** Nobody sends a file here, so no address is ever made. */
const noFiles = {} as FileUrls;

const byVersion = (a: Message, b: Message) => a.version - b.version;

test("after any sequence of operations REST, the folded events and the rows agree [F25] [F34] [F200] [F269]", async () => {
  await using server = await startTestServer({ NATTER_ROOMS_ENABLED: "true", NATTER_HEARTBEAT_MS: "600000" });
  const bot = await server.bot("echo", { credit: 100 });
  const { feed, requests } = server.server.store;

  await fc.assert(
    fc.asyncProperty(operations, async (rounds) => {
      const world = new World(server, bot);
      await world.begin();
      for (const round of rounds) await Promise.all(round.map((operation) => world.perform(operation)));

      const [first] = world.people;
      if (!first) throw new Error("nobody is here");
      const { conversation, token } = first.membership;
      const path = `/conversations/${conversation.id}`;
      const stored = await feed.changesAfter(conversation.id, 0, 1000);
      if (!stored) throw new Error("the conversation is gone");
      const { changes: rows } = presentFeed(noFiles, {
        conversationId: conversation.id,
        after: 0,
        ...stored,
      });

      // Every number once; nothing above the head; every send once.
      expect(rows.at(-1)?.version).toBe(stored.head);
      expect(new Set(rows.map(({ seq }) => seq)).size).toBe(rows.length);
      const sends = rows.flatMap(({ senderId, localId }) =>
        localId === null ? [] : [`${senderId} ${localId}`],
      );
      expect(new Set(sends).size).toBe(sends.length);

      const changes: Message[] = [];
      for (let after = 0; after < stored.head; ) {
        const page = await world.rest<Feed>(token, "GET", `${path}/messages?after=${after}&limit=4`);
        changes.push(...page.changes);
        after = page.upTo;
      }
      expect(changes).toEqual(rows);

      const history: Message[] = [];
      for (let before = stored.head + 1, hasMore = true; hasMore; ) {
        const page = await world.rest<History>(token, "GET", `${path}/messages?before=${before}&limit=3`);
        history.unshift(...page.messages);
        before = page.messages[0]?.seq ?? 0;
        hasMore = page.hasMore;
      }
      expect([...history].sort(byVersion)).toEqual(rows);
      expect(history.map(({ seq }) => seq)).toEqual(history.map(({ seq }) => seq).sort((a, b) => a - b));

      const state = await world.rest<State>(token, "GET", path);
      const hasLeft = (id: string) => state.participants.find((one) => one.id === id)?.leftAt !== null;
      for (const { membership, reader } of world.people) {
        expect(reader.faults).toEqual([]);
        if (hasLeft(membership.participant.id)) continue;
        await reader.reach(stored.head);
        expect([...reader.messages.values()].sort(byVersion)).toEqual(rows);
      }
      // A state is pushed when somebody comes, goes or changes; the head moves with every message.
      await expect
        .poll(() => first.reader.state)
        .toEqual({
          ...state,
          conversation: { ...state.conversation, head: expect.any(Number) },
        });

      // Whatever a person said, the bot was asked once.
      const filters = { conversationId: conversation.id };
      const asked = await requests.page({ filters, order: "ascending", upTo: 1e9, limit: 1000 });
      const people = new Set(world.people.map(({ membership }) => membership.participant.id));
      const said = history.filter(({ senderId }) => senderId !== null && people.has(senderId));
      expect(asked.map(({ record }) => record.messageId)).toEqual(said.map(({ id }) => id));
      world.end();
    }),
    { numRuns: 50, endOnFailure: true },
  );
  expect(server.faults).toEqual([]);
});
