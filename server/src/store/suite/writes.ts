import { describe, expect, it } from "vitest";
import { mergeKeys } from "../snapshot.js";
import type { StoreUnderTest } from "../store-suite.js";
import { conversation, furnish, human, load, message, request, systemMessage, write } from "./rows.js";

const hard = [
  `'); drop table messages; --`,
  `"double" and 'single' and $$dollars$$ $1 $2 ? ?? \\? :name @p1 %s`,
  "back\\slash \\n \\u0041 \\' E'x'",
  "line\nbreak\r\ttab \u0001\u001f\u007f",
  "👩‍👩‍👧‍👦 عربى é e\u0301 \u2028 \uFEFF",
  `{"a":[1,"b"]}`,
  "null",
];

/** What each kind of change writes. */
export function writeSuite(subject: StoreUnderTest): void {
  describe("a write", () => {
    it.each(hard)("stores text as it is: %j", async (text) => {
      await furnish(subject.store);
      // As much of it as a name may have.
      const nickname = text.slice(0, 50).toWellFormed();
      const said = message(1, {
        text,
        localId: text,
        options: [{ text, chosenBy: null }],
        metadata: { [text]: text },
      });
      const asked = request("r-1", { error: text, response: { messages: [{ id: "m-1", text }] } });
      await write(subject.store, {
        changedConversations: [conversation({ head: 1 })],
        changedParticipants: [human({ nickname })],
        newMessages: [said],
        newRequests: [asked],
      });
      const key = { conversationId: "c-1", senderId: "ann", localId: text };
      const seen = await load(subject.store, { conversations: ["c-1"], localIds: [key], requests: ["r-1"] });
      expect(seen.messages).toEqual([said]);
      expect(seen.participants[0]?.nickname).toBe(nickname);
      expect(seen.requests).toEqual([asked]);
      expect((await subject.store.feed.changesAfter("c-1", 0, 9))?.messages).toEqual([said]);
    });

    it("changes what may change of conversations and participants", async () => {
      await furnish(subject.store);
      const changed = human({ nickname: "Bea", readSeq: 4, leftAt: 7, tokensValidFrom: 6 });
      await write(subject.store, {
        changedConversations: [conversation({ head: 4, endedAt: 8 })],
        changedParticipants: [changed],
      });
      const seen = await load(subject.store, { conversations: ["c-1"] });
      expect(seen.conversations).toEqual([conversation({ head: 4, endedAt: 8 })]);
      expect(seen.participants[0]).toEqual(changed);
    });

    it("changes messages; a deleted one loses its options, a chosen option knows by what", async () => {
      await furnish(subject.store);
      const options = ["Tea", "Coffee"].map((text) => ({ text, chosenBy: null }));
      const first = message(1, { options });
      const second = message(2, { options });
      await write(subject.store, { newMessages: [first, second, message(3)] });
      const edited = {
        ...first,
        version: 4,
        text: "edited",
        metadata: { a: 1 },
        editedAt: 5,
        options: [options[0], { text: "Coffee", chosenBy: "m-3" }] as typeof options,
      };
      const deleted = { ...second, version: 5, text: null, deletedAt: 6, options: [] };
      await write(subject.store, { changedMessages: [edited, deleted] });
      const seen = await load(subject.store, { messages: ["m-1", "m-2"] });
      expect(seen.messages.sort((one, other) => (one.seq ?? 0) - (other.seq ?? 0))).toEqual([
        edited,
        deleted,
      ]);
    });

    it("changes requests", async () => {
      await furnish(subject.store);
      await write(subject.store, { newRequests: [request("r-1"), request("r-2", { isAggregation: true })] });
      const changed = request("r-1", {
        status: "done",
        attempt: 3,
        failures: 2,
        availableAt: 50,
        response: { messages: [] },
        error: "late",
        latencyMs: 12,
        updatedAt: 60,
      });
      await write(subject.store, { changedRequests: [changed] });
      expect((await load(subject.store, { requests: ["r-1", "r-2"] })).requests).toEqual([
        changed,
        request("r-2", { isAggregation: true }),
      ]);
    });

    it("lets a request stand for more messages than before, and changes nothing else of what was asked [F207]", async () => {
      await furnish(subject.store);
      await write(subject.store, { newRequests: [request("r-1"), request("r-2")] });
      const grown = request("r-1", {
        messageId: "m-2",
        messageIds: ["m-1", "m-2"],
        request: { message: { text: 'It\'s "two" 😀' } } as never,
        isAggregation: true,
        availableAt: 50,
      });
      await write(subject.store, {
        changedRequests: [grown, request("r-2", { messageIds: ["m-9"], messageId: "m-9" })],
        grownRequests: [grown],
      });
      expect((await load(subject.store, { requests: ["r-1", "r-2"] })).requests).toEqual([
        grown,
        request("r-2"),
      ]);
    });

    it("keeps numbers beyond 32 bits as numbers", async () => {
      const at = 4_102_444_800_123;
      await write(subject.store, {
        newConversations: [conversation({ createdAt: at, head: 5_000_000_000 })],
      });
      const state = await subject.store.feed.conversation("c-1");
      expect(state?.conversation).toEqual(conversation({ createdAt: at, head: 5_000_000_000 }));
      expect(await subject.store.feed.heads(["c-1"])).toEqual(new Map([["c-1", 5_000_000_000]]));
    });

    it("holds a batch of 512 entries in order", async () => {
      await furnish(subject.store);
      const numbers = Array.from({ length: 512 }, (_, index) => index + 1);
      await write(subject.store, {
        changedConversations: [conversation({ head: 512 })],
        newMessages: numbers.map((seq) => message(seq, { text: "x".repeat(2000) })),
        newRequests: numbers.map((seq) => request(`r-${seq}`)),
      });
      const walk = {
        filters: {},
        order: "ascending" as const,
        upTo: await subject.store.requests.highestKey(),
      };
      const rows = await subject.store.requests.page({ ...walk, limit: 600 });
      expect(rows.map(({ record }) => record.id)).toEqual(numbers.map((seq) => `r-${seq}`));
      expect((await subject.store.feed.changesAfter("c-1", 0, 600))?.messages).toHaveLength(512);
    });

    it("stores nothing when deciding throws, and the store goes on", async () => {
      await furnish(subject.store);
      const broken = subject.store.transact(mergeKeys([{ conversations: ["c-1"] }]), () => {
        throw new Error("no decision");
      });
      await expect(broken).rejects.toThrow("no decision");
      await write(subject.store, { newMessages: [systemMessage(1)] }, { conversations: ["c-1"] });
      expect((await load(subject.store, { messages: ["m-1"] })).messages).toEqual([systemMessage(1)]);
    });
  });
}
