import { describe, expect, it } from "vitest";
import { approval } from "../entities.js";
import type { StoreUnderTest } from "../store-suite.js";
import { file, held as heldFile } from "./file-rows.js";
import { botParticipant, command, conversation, furnish, human, load, message, write } from "./rows.js";

/** What people do not see: what is held, and what was decided. */
export function moderationSuite(subject: StoreUnderTest): void {
  describe("moderation", () => {
    const held = (id: string, patch: Parameters<typeof message>[1] = {}) =>
      message(null, { id, senderId: "echo", ...patch });

    it("finds any message, with its options and what it is held for", async () => {
      await furnish(subject.store);
      const options = ["Tea", "Coffee"].map((text) => ({ text, chosenBy: null }));
      const draft = held("h", {
        options,
        hops: 3,
        holdUntil: 4_102_444_800_123,
        holdThen: "reject",
        isSentByManager: true,
        isForBots: true,
      });
      await write(subject.store, { newMessages: [message(1), draft] });
      expect(await subject.store.moderation.message("h")).toEqual(draft);
      expect(await subject.store.moderation.message("m-1")).toEqual(message(1));
      expect(await subject.store.moderation.message("none")).toBeNull();
      expect((await load(subject.store, { messages: ["h"] })).messages).toEqual([draft]);
    });

    it("publishes a held message, and keeps a rejected one from the feed [F44] [F45]", async () => {
      await furnish(subject.store);
      const [one, two, three] = [held("h-1", { hops: 1 }), held("h-2"), held("h-3")];
      await write(subject.store, { newMessages: [one, two, three] });
      const numbers = { seq: 1, version: 1, approvalStatus: approval.byManager };
      const published = { ...one, ...numbers, text: "rewritten" };
      const rejected = { ...two, approvalStatus: approval.rejected };
      const kept = { ...three, holdUntil: 9, holdThen: "approve" as const };
      await write(subject.store, {
        changedConversations: [conversation({ head: 1 })],
        changedMessages: [published, rejected, kept],
      });
      expect((await subject.store.feed.changesAfter("c-1", 0, 9))?.messages).toEqual([published]);
      for (const row of [published, rejected, kept])
        expect(await subject.store.moderation.message(row.id)).toEqual(row);
      // Its text changes, and it takes the next number, as any message.
      const edited = { ...published, version: 2, text: "again" };
      await write(subject.store, {
        changedConversations: [conversation({ head: 2 })],
        changedMessages: [edited],
      });
      expect((await subject.store.feed.changesAfter("c-1", 1, 9))?.messages).toEqual([edited]);
    });

    it("lists what waits for a decision, the oldest first, and nothing else [F248]", async () => {
      await furnish(subject.store);
      const elsewhere = { conversationId: "c-2", senderId: "echo-2" };
      const over = { conversationId: "c-3", senderId: "echo-3" };
      await write(subject.store, {
        newConversations: [conversation({ id: "c-2" }), conversation({ id: "c-3", endedAt: 5 })],
        newParticipants: [
          human({ id: "bob", conversationId: "c-2" }),
          botParticipant({ id: "echo-2", conversationId: "c-2" }),
          botParticipant({ id: "echo-3", conversationId: "c-3" }),
        ],
        newMessages: [
          message(1),
          held("h-1"),
          held("told", { isForBots: true }),
          held("writing", { streamState: "streaming" }),
          held("broken off", { streamState: "interrupted" }),
          held("refused", { approvalStatus: approval.rejected }),
          held("over", over),
          held("h-2", elsewhere),
          held("h-3"),
        ],
      });
      const list = async (query: { conversationId?: string; after?: number; limit?: number }) => {
        const rows = await subject.store.moderation.held({
          conversationId: null,
          after: 0,
          limit: 9,
          ...query,
        });
        return rows.map(({ message: { id }, sender, key }) => ({ id, sender: sender.id, key }));
      };
      const all = await list({});
      expect(all.map(({ id, sender }) => [id, sender])).toEqual([
        ["h-1", "echo"],
        ["broken off", "echo"],
        ["h-2", "echo-2"],
        ["h-3", "echo"],
      ]);
      expect(await list({ limit: 2 })).toEqual(all.slice(0, 2));
      expect(await list({ after: all[1]?.key ?? 0 })).toEqual(all.slice(2));
      expect((await list({ conversationId: "c-2" })).map(({ id }) => id)).toEqual(["h-2"]);
    });

    it("reads a conversation with what people do not see, in the order of storing [F44] [F52]", async () => {
      await furnish(subject.store);
      await write(subject.store, {
        newConversations: [conversation({ id: "c-2" })],
        newParticipants: [botParticipant({ id: "echo-2", conversationId: "c-2" })],
      });
      const rows = [
        message(1),
        held("waits", { options: [{ text: "Tea", chosenBy: "m-1" }] }),
        held("refused", { approvalStatus: approval.rejected }),
        held("told", { isForBots: true, isSentByManager: true }),
        message(2),
      ];
      const elsewhere = held("elsewhere", { conversationId: "c-2", senderId: "echo-2" });
      // One by one: what is stored in one transaction has no order of its own.
      for (const row of [...rows.slice(0, 3), elsewhere, ...rows.slice(3)])
        await write(subject.store, { newMessages: [row] });
      const page = (after: number, limit = 9) =>
        subject.store.moderation.messages({ conversationId: "c-1", after, limit });
      const all = (await page(0)) ?? [];
      expect(all.map((row) => row.message)).toEqual(rows);
      expect(await page(all[1]?.key ?? 0, 2)).toEqual(all.slice(2, 4));
      const query = { conversationId: "none", after: 0, limit: 9 };
      expect(await subject.store.moderation.messages(query)).toBeNull();
    });

    it("lists commands, the newest first, narrowed and in pages [F54]", async () => {
      const rows = [
        command("a", { createdAt: 10 }),
        command("b", { createdAt: 20, type: "redirect", messageId: "m-2", details: { to: ["it's"] } }),
        command("c", { createdAt: 30, actorKind: "admin", actorId: "key-1", conversationId: "c-2" }),
        command("d", { createdAt: 40, actorKind: "policy", actorId: null, commandKey: null }),
      ];
      await write(subject.store, { newCommands: rows });
      const { moderation } = subject.store;
      const ids = async (filters: Parameters<typeof moderation.commands>[0]["filters"], limit = 9) =>
        (await moderation.commands({ filters, before: null, limit }))
          .map(({ command: { id } }) => id)
          .join("");
      const all = await moderation.commands({ filters: {}, before: null, limit: 9 });
      expect(all.map((row) => row.command)).toEqual(rows.toReversed());
      expect(await ids({}, 2)).toBe("dc");
      expect(await ids({ conversationId: "c-1" })).toBe("dba");
      expect(await ids({ messageId: "m-2" })).toBe("b");
      expect(await ids({ actorId: "bot-1" })).toBe("ba");
      expect(await ids({ type: "redirect" })).toBe("b");
      expect(await ids({ since: 20, until: 40 })).toBe("cb");
      const rest = await moderation.commands({ filters: {}, before: all[1]?.key ?? 0, limit: 1 });
      expect(rest.map((row) => row.command.id)).toEqual(["b"]);
    });

    it("finds the policies that are due, the longest overdue first [F208]", async () => {
      await furnish(subject.store);
      const policy = (holdUntil: number) => ({ holdUntil, holdThen: "approve" as const });
      await write(subject.store, {
        newMessages: [
          held("late", policy(7)),
          held("first", policy(5)),
          held("now", policy(9)),
          held("never"),
        ],
      });
      const due = async (at: number, limit = 9) =>
        (await subject.store.moderation.overdue(at, limit)).map(({ id }) => id);
      expect(await due(4)).toEqual([]);
      expect(await due(7)).toEqual(["first", "late"]);
      expect(await due(9, 1)).toEqual(["first"]);
    });

    it("knows which files people may see [F44]", async () => {
      await furnish(subject.store);
      const sizeBytes = 10;
      const [seen, unseen] = ["f-1", "f-2"].map((key) => ({ ...heldFile(), key, sizeBytes }));
      await write(subject.store, {
        newFiles: ["f-1", "f-2", "f-3"].map((key) => file({ key })),
        newMessages: [
          message(1, { type: "image", file: seen ?? null }),
          held("h", { type: "image", file: unseen ?? null }),
        ],
      });
      const published = ["f-1", "f-2", "f-3", "none"].map((key) => subject.store.files.isPublished(key));
      expect(await Promise.all(published)).toEqual([true, false, false, false]);
    });
  });
}
