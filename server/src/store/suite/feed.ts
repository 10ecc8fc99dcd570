import { describe, expect, it } from "vitest";
import type { StoreUnderTest } from "../store-suite.js";
import { bot, botParticipant, conversation, furnish, human, message, systemMessage, write } from "./rows.js";

/** What people read. */
export function feedSuite(subject: StoreUnderTest): void {
  describe("the feed", () => {
    const fill = async (count: number) => {
      await furnish(subject.store);
      const numbers = Array.from({ length: count }, (_, index) => index + 1);
      await write(subject.store, {
        changedConversations: [conversation({ head: count })],
        newMessages: [...numbers.map((seq) => message(seq)), message(null, { id: "held" })],
      });
    };
    const numbers = (page: { messages: { seq: number | null }[] } | null) =>
      page?.messages.map(({ seq }) => seq);

    it("is null for what does not exist", async () => {
      const { feed } = subject.store;
      expect(await feed.conversation("none")).toBeNull();
      expect(await feed.changesAfter("none", 0, 5)).toBeNull();
      expect(await feed.messagesBefore("none", 9, 5)).toBeNull();
      expect(await feed.presence("none")).toBeNull();
      expect(await feed.heads(["none"])).toEqual(new Map());
      expect(await feed.heads([])).toEqual(new Map());
    });

    it("has a conversation with its participants in order of joining", async () => {
      await subject.store.bots.add(bot());
      const people = [
        human({ id: "z", joinedAt: 9 }),
        botParticipant({ id: "b" }),
        human({ id: "a", joinedAt: 1 }),
      ];
      await write(subject.store, {
        newConversations: [conversation({ name: "n" })],
        newParticipants: people,
      });
      expect(await subject.store.feed.conversation("c-1")).toEqual({
        conversation: conversation({ name: "n" }),
        participants: people,
      });
    });

    it("gives changes after a cursor in pages, and says whether there are more", async () => {
      await fill(5);
      const { feed } = subject.store;
      const first = await feed.changesAfter("c-1", 0, 3);
      expect([numbers(first), first?.hasMore, first?.head]).toEqual([[1, 2, 3], true, 5]);
      const second = await feed.changesAfter("c-1", 3, 3);
      expect([numbers(second), second?.hasMore]).toEqual([[4, 5], false]);
      const exact = await feed.changesAfter("c-1", 3, 2);
      expect([numbers(exact), exact?.hasMore]).toEqual([[4, 5], false]);
      expect((await feed.changesAfter("c-1", 5, 3))?.messages).toEqual([]);
      expect((await feed.changesAfter("c-1", 99, 3))?.messages).toEqual([]);
    });

    it("gives a changed message at its version", async () => {
      await fill(3);
      await write(subject.store, {
        changedConversations: [conversation({ head: 4 })],
        changedMessages: [message(1, { version: 4, text: "new", editedAt: 2 })],
      });
      const page = await subject.store.feed.changesAfter("c-1", 1, 9);
      expect(page?.messages.map(({ seq, version, text }) => [seq, version, text])).toEqual([
        [2, 2, "text 2"],
        [3, 3, "text 3"],
        [1, 4, "new"],
      ]);
    });

    it("gives the newest messages before a number, oldest first", async () => {
      await fill(5);
      const page = await subject.store.feed.messagesBefore("c-1", 5, 2);
      expect([numbers(page), page?.hasMore]).toEqual([[3, 4], true]);
      const last = await subject.store.feed.messagesBefore("c-1", 3, 2);
      expect([numbers(last), last?.hasMore]).toEqual([[1, 2], false]);
    });

    it("gives messages with their options, and system messages with their event", async () => {
      await furnish(subject.store);
      const options = Array.from({ length: 12 }, (_, index) => ({ text: `option ${index}`, chosenBy: null }));
      const said = message(2, { options, metadata: { a: 1 }, localId: "x" });
      const told = systemMessage(1);
      await write(subject.store, {
        changedConversations: [conversation({ head: 2 })],
        newMessages: [told, said],
      });
      expect((await subject.store.feed.messagesBefore("c-1", 9, 9))?.messages).toEqual([told, said]);
    });

    it("knows where a participant belongs, and the heads of many conversations", async () => {
      await furnish(subject.store);
      await write(subject.store, { changedParticipants: [human({ leftAt: 5, tokensValidFrom: 3 })] });
      expect(await subject.store.feed.presence("ann")).toEqual({
        conversationId: "c-1",
        leftAt: 5,
        tokensValidFrom: 3,
      });
      const many = Array.from({ length: 1200 }, (_, index) =>
        conversation({ id: `n-${index}`, head: index }),
      );
      await write(subject.store, { newConversations: many });
      const heads = await subject.store.feed.heads(many.map(({ id }) => id));
      expect(heads.size).toBe(1200);
      expect(heads.get("n-1199")).toBe(1199);
    });

    it("lists conversations newest first, with what somebody has not read", async () => {
      await fill(3);
      await write(subject.store, {
        newConversations: [conversation({ id: "c-2" })],
        newParticipants: [human({ id: "ann-2", conversationId: "c-2", visitorId: "visitor-of-ann" })],
        newMessages: [message(null, { id: "h", senderId: "echo" }), message(4, { senderId: "echo" })],
      });
      const list = (query: { visitorId: string | null; isOwn: boolean; before?: string }) =>
        subject.store.feed.list({ before: null, limit: 9, ...query });
      const all = await list({ visitorId: null, isOwn: false });
      expect(all.map((row) => [row.conversation.id, row.participantCount, row.participantId])).toEqual([
        ["c-2", 1, null],
        ["c-1", 2, null],
      ]);
      const own = await list({ visitorId: "visitor-of-ann", isOwn: true, before: "c-2" });
      expect(own.map((row) => [row.conversation.id, row.participantId, row.unreadCount])).toEqual([
        ["c-1", "ann", 1],
      ]);
      // A room that one has no part in has nothing unread.
      await write(subject.store, { newConversations: [conversation({ id: "c-3" })] });
      const rooms = await list({ visitorId: "visitor-of-ann", isOwn: false });
      expect(rooms.map((row) => [row.conversation.id, row.participantId, row.unreadCount])).toEqual([
        ["c-3", null, 0],
        ["c-2", "ann-2", 0],
        ["c-1", "ann", 1],
      ]);
      expect(await list({ visitorId: "nobody", isOwn: true })).toEqual([]);
      expect(await subject.store.feed.withBot("bot-1", ["c-1", "c-2"])).toEqual(["c-1"]);
    });
  });
}
