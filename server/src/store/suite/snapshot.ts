import { describe, expect, it } from "vitest";
import type { StoreUnderTest } from "../store-suite.js";
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
  write,
} from "./rows.js";

/** What a write gets to see for each kind of key. */
export function snapshotSuite(subject: StoreUnderTest): void {
  describe("a snapshot", () => {
    it("is empty for no keys, and for keys of nothing", async () => {
      const empty = {
        conversations: [],
        participants: [],
        messages: [],
        requests: [],
        effects: [],
        bots: [],
        files: [],
        commands: [],
      };
      expect(await load(subject.store, {})).toEqual(empty);
      const keys = {
        conversations: ["none"],
        localIds: [{ conversationId: "c-1", senderId: "ann", localId: "none" }],
        messages: ["none"],
        quotesOf: ["none"],
        requests: ["none"],
        effects: [{ requestId: "none", index: 0 }],
        lanes: [{ botId: "none", conversationId: "none" }],
        files: ["none"],
        commands: [{ actorId: "none", commandKey: "none" }],
        botNames: ["none", "quo'te", "back\\slash", "$1", "?"],
      };
      expect(await load(subject.store, keys)).toEqual(empty);
    });

    it("has a conversation with its participants in order of joining, whatever their ids and times", async () => {
      await subject.store.bots.add(bot({ hears: ["message", "system"] }));
      const metadata = { plan: "gold", nested: { list: [1, 2.5, null, true] } };
      const named = conversation({ name: "It's", metadata, head: 7, endedAt: 9 });
      const people = [
        human({ id: "z", joinedAt: 5 }),
        botParticipant({ id: "m", joinedAt: 4, hears: ["message", "system"] }),
        human({ id: "a", joinedAt: 3, leftAt: 8, readSeq: 2, tokensValidFrom: 6 }),
      ];
      await write(subject.store, {
        newConversations: [named, conversation({ id: "c-2" })],
        newParticipants: people,
      });
      const later = human({ id: "b", joinedAt: 1 });
      await write(subject.store, { newParticipants: [later, human({ id: "x", conversationId: "c-2" })] });
      const { conversations, participants } = await load(subject.store, { conversations: ["c-1", "c-1"] });
      expect(conversations).toEqual([named]);
      expect(participants).toEqual([...people, later]);
    });

    it("has a removed bot's name, but nothing that it hears", async () => {
      await furnish(subject.store);
      await subject.store.bots.remove("bot-1", 5);
      const { participants, bots } = await load(subject.store, {
        conversations: ["c-1"],
        botNames: ["echo"],
      });
      expect(participants[1]).toMatchObject({ botName: "echo", hears: [] });
      expect(bots).toEqual([]);
    });

    it("has the manager, where it is asked for, and says of a participant whether it is one [F43]", async () => {
      const manager = bot({ isManager: true });
      const other = bot({ id: "bot-2", name: "other" });
      await subject.store.bots.add(manager);
      await subject.store.bots.add(other);
      await write(subject.store, {
        newConversations: [conversation()],
        newParticipants: [
          human(),
          botParticipant(),
          botParticipant({ id: "other", botId: "bot-2", botName: "other" }),
        ],
      });
      expect((await load(subject.store, { botRoles: ["manager"] })).bots).toEqual([manager]);
      expect((await load(subject.store, { botNames: ["other"] })).bots).toEqual([other]);
      const both = await load(subject.store, { botNames: ["other", "echo"], botRoles: ["manager"] });
      expect(both.bots.map(({ id }) => id).sort()).toEqual(["bot-1", "bot-2"]);
      const roles = async () =>
        (await load(subject.store, { conversations: ["c-1"] })).participants.map(({ role }) => role);
      expect(await roles()).toEqual([null, "manager", "ordinary"]);
      await subject.store.bots.remove("bot-1", 5);
      expect(await roles()).toEqual([null, null, "ordinary"]);
      const state = await subject.store.feed.conversation("c-1");
      expect(state?.participants.map(({ role }) => role)).toEqual([null, null, "ordinary"]);
      expect((await load(subject.store, { botRoles: ["manager"] })).bots).toEqual([]);
    });

    it("has commands by their actor's name for them, each with its message [F54]", async () => {
      await furnish(subject.store);
      const details = { text: "it's ? $1", nested: { list: [1, null] } };
      const first = command("x", { details, outcome: "unchanged" });
      await write(subject.store, {
        newMessages: [message(1)],
        newCommands: [first, command("y", { actorId: "else", commandKey: "key of x" })],
      });
      const seen = await load(subject.store, {
        commands: [{ actorId: "bot-1", commandKey: "key of x" }],
      });
      expect(seen.commands).toEqual([first]);
      expect(seen.messages).toEqual([message(1)]);
    });

    it("has messages by sender's name for them, by id, and by what they quote, each once", async () => {
      await furnish(subject.store);
      const options = ["Tea", "Coffee"].map((text) => ({ text, chosenBy: null }));
      const first = message(1, { localId: "one two", options, metadata: { a: 1 } });
      const second = message(2, { quotedMessageId: "m-1" });
      await write(subject.store, { newMessages: [first, second, message(3)] });
      const { messages } = await load(subject.store, {
        localIds: [
          { conversationId: "c-1", senderId: "ann", localId: "one two" },
          { conversationId: "c-1", senderId: "echo", localId: "one two" },
        ],
        messages: ["m-1"],
        quotesOf: ["m-1"],
      });
      expect(messages.sort((one, other) => (one.seq ?? 0) - (other.seq ?? 0))).toEqual([first, second]);
    });

    it("has a request with its conversation and participants, and an effect with its message", async () => {
      await furnish(subject.store);
      const sent = effect("r-1", { index: 3, createdAt: 4 });
      await write(subject.store, {
        newRequests: [request("r-1")],
        newMessages: [message(1)],
        newEffects: [sent],
      });
      const seen = await load(subject.store, {
        requests: ["r-1"],
        effects: [{ requestId: "r-1", index: 3 }],
      });
      expect(seen.requests).toEqual([request("r-1")]);
      expect(seen.conversations).toEqual([conversation()]);
      expect(seen.participants.map(({ id }) => id)).toEqual(["ann", "echo"]);
      expect(seen.effects).toEqual([sent]);
      expect(seen.messages).toEqual([message(1)]);
    });

    it("has what waits in a conversation, each with its open question [F204]", async () => {
      await furnish(subject.store);
      const waiting = request("r-1", { status: "waiting", attempt: 1, suspensions: 1, availableAt: 9 });
      const answered = effect("r-1", { kind: "ask", result: { type: "timed-out" } });
      const open = effect("r-1", { index: 1, kind: "ask", messageId: "m-2" });
      await write(subject.store, {
        newMessages: [message(1), message(2)],
        newRequests: [waiting, request("r-2")],
        newEffects: [answered, open, effect("r-2", { index: 5 })],
      });
      const seen = await load(subject.store, { conversations: ["c-1"] });
      expect(seen.requests).toEqual([waiting]);
      expect(seen.effects).toEqual([open]);
      expect(seen.messages).toEqual([message(2)]);
      const lanes = [{ botId: "bot-1", conversationId: "c-1" }];
      expect((await load(subject.store, { lanes })).requests).toEqual([waiting]);
      await write(subject.store, { changedEffects: [{ ...open, result: { type: "timed-out" } }] });
      const after = await load(subject.store, {
        conversations: ["c-1"],
        effects: [{ requestId: "r-1", index: 1 }],
      });
      expect(after.effects).toEqual([{ ...open, result: { type: "timed-out" } }]);
    });

    it("has the messages that a request is still writing [F206]", async () => {
      await furnish(subject.store);
      const writing = message(2, { streamState: "streaming" });
      const open = effect("r-1", { index: 1, kind: "stream", messageId: "m-2" });
      const ended = effect("r-1", { kind: "stream", result: { type: "ended" } });
      const step = effect("r-1", {
        index: 2,
        kind: "step",
        name: "pay",
        messageId: null,
        result: { value: 1 },
      });
      await write(subject.store, {
        newMessages: [message(1), writing],
        newRequests: [request("r-1")],
        newEffects: [ended, open, step],
      });
      const seen = await load(subject.store, { requests: ["r-1"] });
      expect(seen.effects).toEqual([open]);
      expect(seen.messages).toEqual([writing]);
      await write(subject.store, { changedMessages: [{ ...writing, streamState: "interrupted" }] });
      const { messages } = await load(subject.store, { messages: ["m-2"] });
      expect(messages).toEqual([{ ...writing, streamState: "interrupted" }]);
    });

    it("has the inboxes of bots that do not take one after another, with what they are writing [F207]", async () => {
      await subject.store.bots.add(bot({ policy: { type: "latest" } }));
      await subject.store.bots.add(bot({ id: "bot-2", name: "second" }));
      const second = botParticipant({ id: "second", botId: "bot-2", botName: "second" });
      await write(subject.store, {
        newConversations: [conversation(), conversation({ id: "c-2" })],
        newParticipants: [human(), botParticipant({ policy: { type: "latest" } }), second],
      });
      const running = request("r-1", { status: "running", leasedBy: "node/one", attempt: 1 });
      const open = effect("r-1", { kind: "stream", messageId: "m-1" });
      const writing = message(1, { streamState: "streaming" });
      await write(subject.store, {
        newMessages: [writing],
        newRequests: [
          request("r-0", { status: "superseded" }),
          running,
          request("r-2"),
          request("r-3", { botId: "bot-2" }),
          request("r-4", { conversationId: "c-2" }),
        ],
        newEffects: [open, effect("r-1", { index: 1 })],
      });
      const seen = await load(subject.store, { conversations: ["c-1"], inboxes: ["c-1"] });
      expect(seen.participants.map(({ policy }) => policy.type)).toEqual(["serial", "latest", "serial"]);
      expect(seen.requests).toEqual([running, request("r-2")]);
      expect(seen.effects).toEqual([open]);
      expect(seen.messages).toEqual([writing]);
      expect((await load(subject.store, { conversations: ["c-1"] })).requests).toEqual([]);
    });

    it("has the first unanswered request of a lane, and its conversation", async () => {
      await furnish(subject.store);
      const done = request("r-0", { status: "done" });
      const running = request("r-1", { status: "running", leasedBy: "node/one", attempt: 1 });
      await write(subject.store, { newRequests: [done, running, request("r-2")] });
      const lanes = [{ botId: "bot-1", conversationId: "c-1" }];
      const seen = await load(subject.store, { lanes });
      expect(seen.requests).toEqual([running]);
      expect(seen.conversations).toEqual([conversation()]);
      await write(subject.store, { changedRequests: [{ ...running, status: "dead", leasedBy: null }] });
      expect((await load(subject.store, { lanes })).requests).toEqual([request("r-2")]);
    });

    it("has bots by name, as they are", async () => {
      await subject.store.bots.add(bot({ name: "it's", description: '"?" $1 :name \\ 😀' }));
      const { bots } = await load(subject.store, { botNames: ["it's", "echo"] });
      expect(bots).toEqual([bot({ name: "it's", description: '"?" $1 :name \\ 😀' })]);
    });
  });
}
