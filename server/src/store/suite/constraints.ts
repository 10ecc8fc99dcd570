import { describe, expect, it } from "vitest";
import { approval } from "../entities.js";
import type { Changes } from "../snapshot.js";
import type { StoreUnderTest } from "../store-suite.js";
import { file, held, image, linked } from "./file-rows.js";
import {
  bot,
  botParticipant,
  command,
  conversation,
  effect,
  furnish,
  human,
  load,
  message,
  request,
  systemMessage,
  write,
} from "./rows.js";

const elsewhere = {
  newConversations: [conversation({ id: "c-2" })],
  newParticipants: [human({ id: "bob", conversationId: "c-2" })],
};

/** Changes that break a rule which holds for every row. */
const broken: Record<string, Partial<Changes>> = {
  "a system message with a sender": { newMessages: [systemMessage(1, { senderId: "ann" })] },
  "a message of nobody": { newMessages: [message(1, { senderId: null })] },
  "a sender of another conversation": { ...elsewhere, newMessages: [message(1, { senderId: "bob" })] },
  "an unknown sender": { newMessages: [message(1, { senderId: "nobody" })] },
  "a message of no conversation": { newMessages: [systemMessage(1, { conversationId: "none" })] },
  "the same localId twice": {
    newMessages: [message(1, { localId: "same" }), message(2, { localId: "same" })],
  },
  "the same seq twice": { newMessages: [message(1), message(1, { id: "other", version: 2 })] },
  "the same version twice": { newMessages: [message(1, { version: 2 }), message(2)] },
  "the same id twice": { newMessages: [message(1), message(2, { id: "m-1" })] },
  "a version before its seq": { newMessages: [message(2, { version: 1 })] },
  "a text without text": { newMessages: [message(1, { text: null })] },
  "a blank text": { newMessages: [message(1, { text: "" })] },
  "a text that is too long": { newMessages: [message(1, { text: "x".repeat(10_001) })] },
  "a system message with a text": { newMessages: [systemMessage(1, { text: "somebody joined" })] },
  "an empty localId": { newMessages: [message(1, { localId: "" })] },
  "a localId that is too long": { newMessages: [message(1, { localId: "x".repeat(65) })] },
  "an empty option": { newMessages: [message(1, { options: [{ text: "", chosenBy: null }] })] },
  "an option chosen by nothing": {
    newMessages: [message(1, { options: [{ text: "a", chosenBy: "none" }] })],
  },
  "a name that is too long": { newConversations: [conversation({ id: "x", name: "x".repeat(51) })] },
  "an empty name": { newConversations: [conversation({ id: "x", name: "" })] },
  "an empty nickname": { newParticipants: [human({ id: "x", nickname: "" })] },
  "a nickname that is too long": { newParticipants: [human({ id: "x", nickname: "x".repeat(51) })] },
  "a read mark below zero": { newParticipants: [human({ id: "x", readSeq: -1 })] },
  "a tombstone with text": { newMessages: [message(1, { deletedAt: 5 })] },
  "a system message without an event": { newMessages: [systemMessage(1, { event: null })] },
  "an unknown type": { newMessages: [message(1, { type: "smell" as "text" })] },
  "a file without a file": { newMessages: [message(1, { type: "image", text: null })] },
  "a text with a file": { newMessages: [message(1, { file: linked() })] },
  "a tombstone with a file": {
    newMessages: [message(1, { type: "image", text: null, deletedAt: 5, file: linked() })],
  },
  "a file here and elsewhere at once": {
    newFiles: [file()],
    newMessages: [image(1, { ...held(), externalUrl: "https://a.test/b" })],
  },
  "a file that nobody holds": { newMessages: [image(1, held())] },
  "one file of two messages": { newFiles: [file()], newMessages: [image(1, held()), image(2, held())] },
  "a held file of unknown size": { newFiles: [file()], newMessages: [image(1, held({ sizeBytes: null }))] },
  "a file elsewhere that is not on the web": {
    newMessages: [image(1, linked({ externalUrl: "javascript:alert(1)" }))],
  },
  "a file elsewhere with a long address": {
    newMessages: [image(1, linked({ externalUrl: `https://a.test/${"a".repeat(2048)}` }))],
  },
  "a file of nobody": { newFiles: [file({ conversationId: null })] },
  "an empty file": { newFiles: [file({ sizeBytes: 0 })] },
  "a file for texts": { newFiles: [file({ type: "text" as "image" })] },
  "a file with a width alone": { newFiles: [file({ width: 5 })] },
  "a file without a hash": { newFiles: [file({ sha256: "" })] },
  "a file without a name": { newFiles: [file({ name: "" })] },
  "a published message that nobody approved": {
    newMessages: [message(1, { approvalStatus: approval.none })],
  },
  "a held message with a number": { newMessages: [message(null, { seq: 1, version: 1 })] },
  "a system message that is held": {
    newMessages: [systemMessage(1, { id: "h", seq: null, version: null, approvalStatus: approval.none })],
  },
  "a policy without a time": { newMessages: [message(null, { holdThen: "approve", hops: 1 })] },
  "a time without a policy": { newMessages: [message(null, { holdUntil: 5 })] },
  "no known policy": { newMessages: [message(null, { holdUntil: 5, holdThen: "wait" as "reject" })] },
  "a policy for what people see": { newMessages: [message(1, { holdUntil: 5, holdThen: "reject" })] },
  "hops below zero": { newMessages: [message(1, { hops: -1 })] },
  "one command of one actor twice": {
    newCommands: [command("x"), command("y", { commandKey: "key of x" })],
  },
  "a command of nobody": { newCommands: [command("x", { actorId: null, commandKey: null })] },
  "a command without a key": { newCommands: [command("x", { commandKey: null })] },
  "a policy that is somebody": { newCommands: [command("x", { actorKind: "policy" })] },
  "an unknown command": { newCommands: [command("x", { type: "forget" as "hold" })] },
  "an unknown outcome": { newCommands: [command("x", { outcome: "maybe" as "done" })] },
  "a command about nothing": { newCommands: [command("x", { messageId: null as unknown as string })] },
  "an unknown approval": { newMessages: [message(1, { approvalStatus: 9 as 1 })] },
  "a quote of nothing": { newMessages: [message(1, { quotedMessageId: "none" })] },
  "a head below zero": { changedConversations: [conversation({ head: -1 })] },
  "a human with a bot": { newParticipants: [human({ id: "x", botId: "bot-1" })] },
  "a bot without one": { newParticipants: [botParticipant({ id: "x", botId: null })] },
  "the same bot twice": { newParticipants: [botParticipant({ id: "x" })] },
  "the same visitor twice": { newParticipants: [human({ id: "x", visitorId: "visitor-of-ann" })] },
  "a lease of nobody": { newRequests: [request("r-1", { status: "running" })] },
  "a holder without a lease": { newRequests: [request("r-1", { leasedBy: "node/one" })] },
  "one message asked of one bot twice": {
    newRequests: [request("r-1", { messageId: "m" }), request("r-2", { messageId: "m" })],
  },
  "one message sent on to one bot twice by one command": {
    newRequests: ["r-1", "r-2"].map((id) => request(id, { messageId: "m", redirectedBy: "c-1" })),
  },
  "one effect twice": {
    newEffects: [1, 2].map((createdAt) => effect("r", { createdAt })),
  },
  "an effect of no known kind": { newEffects: [effect("r", { kind: "shout" as "send" })] },
  "a step without a name": { newEffects: [effect("r", { kind: "step", messageId: null })] },
  "a name that is no step's": { newEffects: [effect("r", { name: "pay" })] },
  "a step with a message": { newEffects: [effect("r", { kind: "step", name: "pay" })] },
  "a question without a message": { newEffects: [effect("r", { kind: "ask", messageId: null })] },
  "a message in no known state of writing": {
    newMessages: [message(9, { streamState: "torn" as "streaming" })],
  },
};

/** The rules of the database itself, and how refusals are sorted. */
export function constraintSuite(subject: StoreUnderTest): void {
  describe("the database", () => {
    it.each(Object.keys(broken))("[F13] refuses %s, with all that came along", async (name) => {
      await furnish(subject.store);
      const changes = broken[name] ?? {};
      const along = {
        newConversations: [conversation({ id: "along" }), ...(changes.newConversations ?? [])],
      };
      await expect(write(subject.store, { ...changes, ...along })).rejects.toMatchObject({
        name: "StoreError",
        fault: "constraint",
      });
      expect((await load(subject.store, { conversations: ["along"] })).conversations).toEqual([]);
      await write(subject.store, { newMessages: [message(1)] });
    });

    it("lets several held messages and several nameless sends be", async () => {
      await furnish(subject.store);
      const held = [message(null, { id: "h-1" }), message(null, { id: "h-2" })];
      await write(subject.store, {
        changedConversations: [conversation({ head: 2 })],
        newMessages: [...held, message(1), message(2)],
      });
      expect((await subject.store.feed.changesAfter("c-1", 0, 9))?.messages).toEqual([
        message(1),
        message(2),
      ]);
    });

    it("a name that is taken is a constraint, and free again once its bot is removed", async () => {
      await subject.store.bots.add(bot());
      const second = subject.store.bots.add(bot({ id: "bot-2" }));
      await expect(second).rejects.toMatchObject({ name: "StoreError", fault: "constraint" });
      await subject.store.bots.remove("bot-1", 5);
      await subject.store.bots.add(bot({ id: "bot-2" }));
    });

    it("has one manager at a time [F36]", async () => {
      const { bots } = subject.store;
      await bots.add(bot({ isManager: true }));
      await bots.add(bot({ id: "bot-2", name: "other" }));
      const second = bot({ id: "bot-3", name: "second", isManager: true });
      await expect(bots.add(second)).rejects.toMatchObject({ name: "StoreError", fault: "constraint" });
      await bots.remove("bot-1", 5);
      await bots.add(second);
      expect((await bots.list()).map(({ name, isManager }) => [name, isManager])).toEqual([
        ["other", false],
        ["second", true],
      ]);
    });

    it("lets one message be sent on to one bot by several commands, beside what the bot hears by itself [F47]", async () => {
      await furnish(subject.store);
      const about = { messageId: "m" };
      await write(subject.store, {
        newRequests: [
          request("r-0", about),
          request("r-1", { ...about, redirectedBy: "c-1" }),
          request("r-2", { ...about, redirectedBy: "c-2" }),
          request("r-3", { ...about, redirectedBy: "c-1", botId: "bot-2" }),
        ],
        newCommands: [command("p", { actorKind: "policy", actorId: null, commandKey: null })],
      });
    });

    it("a refusal carries no row, so that no message gets into a log", async () => {
      await furnish(subject.store);
      const secret = message(1, { text: "my secret", senderId: "nobody" });
      const error: Error = await write(subject.store, { newMessages: [secret] }).then(
        () => new Error("was stored"),
        (fault) => fault,
      );
      const shown = [error, error.cause].map((part) =>
        JSON.stringify(Object.getOwnPropertyDescriptors(part)),
      );
      expect(shown.join()).not.toContain("my secret");
    });
  });
}
