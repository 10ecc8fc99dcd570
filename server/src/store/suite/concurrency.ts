import { describe, expect, it } from "vitest";
import { mergeKeys } from "../snapshot.js";
import type { Store } from "../store.js";
import type { StoreUnderTest } from "../store-suite.js";
import { conversation, furnish, human, message, noChanges, write } from "./rows.js";

/** Says something in each of these conversations, as the next of their numbers. */
function say(store: Store, id: string, conversations: readonly string[]): Promise<void> {
  return store.transact(mergeKeys([{ conversations }]), (snapshot) => ({
    ...noChanges,
    changedConversations: snapshot.conversations.map((row) => ({ ...row, head: row.head + 1 })),
    newMessages: snapshot.conversations.map((row) =>
      message(row.head + 1, {
        id: `${id} in ${row.id}`,
        conversationId: row.id,
        senderId: `person of ${row.id}`,
        localId: id,
      }),
    ),
  }));
}

/** Writes at the same time. */
export function concurrencySuite(subject: StoreUnderTest): void {
  describe("writes at the same time", () => {
    const ids = ["c-a", "c-b", "c-c", "c-d"];
    const build = async () => {
      await write(subject.store, {
        newConversations: ids.map((id) => conversation({ id })),
        newParticipants: ids.map((id) => human({ id: `person of ${id}`, conversationId: id })),
      });
    };
    const seqs = async (id: string) =>
      (await subject.store.feed.changesAfter(id, 0, 500))?.messages.map(({ seq }) => seq);

    it("of one process lose no number", async () => {
      await build();
      await Promise.all(
        Array.from({ length: 30 }, (_, index) => say(subject.store, `m${index}`, ["c-a", "c-b"])),
      );
      for (const id of ["c-a", "c-b"]) {
        expect(await seqs(id)).toEqual(Array.from({ length: 30 }, (_, index) => index + 1));
      }
    });

    it("see what a process beside them committed", async () => {
      await furnish(subject.store);
      const other = await subject.openBeside();
      await write(other, {
        newMessages: [message(1, { localId: "a" })],
        changedConversations: [conversation({ head: 1 })],
      });
      await write(subject.store, {
        newMessages: [message(2)],
        changedConversations: [conversation({ head: 2 })],
      });
      expect((await other.feed.changesAfter("c-1", 0, 9))?.messages.map(({ seq }) => seq)).toEqual([1, 2]);
    });
  });
}

export { say };
