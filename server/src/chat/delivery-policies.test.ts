import type { BotRequest, DeliveryPolicy } from "@natter/protocol";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { leaseRequest } from "../requests/lease-request.js";
import { completeRequest, failRequest, releaseRequest } from "../requests/settle-request.js";
import { openTestCore, type TestCore } from "../testing/test-core.js";
import { testDatabases } from "../testing/test-databases.js";
import type { BotActor } from "./actor.js";
import { askPeople } from "./ask-people.js";
import { createConversation, type Joined } from "./create-conversation.js";
import { joinConversation } from "./join-conversation.js";
import { sendMessage } from "./send-message.js";
import { sendReply } from "./testing/send-reply.js";
import { beginStream } from "./write-stream.js";

describe.each(testDatabases)("delivery policies on %s", (database) => {
  let house: TestCore;
  let bot: BotActor;
  let ann: Joined;

  beforeEach(async () => {
    house = await openTestCore({ roomsEnabled: true }, database);
    house.setTime(1_000_000);
  });
  afterEach(() => house[Symbol.asyncDispose]());

  const start = async (policy: DeliveryPolicy) => {
    bot = await house.addBot("clerk", { policy, hears: ["message", "system"] });
    const input = { nickname: "Ann", name: null, bots: ["clerk"], metadata: null };
    ann = await createConversation(house.core, null, input);
    // What the bot hears of the beginning is out of the way.
    for (;;) {
      const lease = await lane();
      if (lease.type === "idle") break;
      if (lease.type === "leased") await completeRequest(house.core, bot, lease.request);
    }
  };
  const say = (text: string, joined = ann) =>
    sendMessage(house.core, joined.actor, ann.conversation.id, {
      type: "text",
      localId: text,
      text,
      quotedMessageId: null,
      metadata: null,
    });
  const lane = () =>
    leaseRequest(house.core, { botId: bot.botId, conversationId: ann.conversation.id }, "node/one");
  const leased = async (): Promise<BotRequest> => {
    const lease = await lane();
    if (lease.type === "again") return leased();
    if (lease.type !== "leased") throw new Error(`expected a lease, got ${lease.type}`);
    return lease.request;
  };
  const heard = ({ payload }: Pick<BotRequest, "payload">) =>
    (payload.messages ?? [payload.message]).map((message) => "text" in message && message.text);
  const reply = (request: BotRequest, index: number) => sendReply(house.core, bot, request, index);
  const history = async () => {
    const rows = await house.store.requests.page({ filters: {}, order: "ascending", upTo: 1e9, limit: 50 });
    return rows
      .map(({ record }) => record)
      .filter(({ request }) => request.sender !== null)
      .map((record) => [heard({ payload: record.request }), record.status, record.isAggregation]);
  };
  const thread = async () => {
    const page = await house.store.feed.changesAfter(ann.conversation.id, 0, 50);
    const said = page?.messages.filter(({ type }) => type === "text") ?? [];
    return said
      .sort((one, other) => (one.seq ?? 0) - (other.seq ?? 0))
      .map((row) => [row.text, row.streamState]);
  };

  describe("burst", () => {
    const policy = { type: "burst", quietMs: 800, maxMs: 2000, maxMessages: 5 } as const;

    it("[F207] quick messages become one request, which names them all and comes when its sender is quiet", async () => {
      await start(policy);
      const first = await say("a");
      house.advance(500);
      await say("b");
      house.advance(700);
      const last = await say("c");
      expect(await lane()).toEqual({ type: "later", at: 1_000_000 + 500 + 700 + 800 });
      house.advance(800);
      const request = await leased();
      expect(request.isAggregation).toBe(true);
      expect(request.payload.message).toEqual(last.message);
      expect(heard(request)).toEqual(["a", "b", "c"]);
      expect(await history()).toEqual([[["a", "b", "c"], "running", true]]);
      const [row] = await house.store.requests.page({
        filters: { isAggregation: true },
        order: "ascending",
        upTo: 1e9,
        limit: 9,
      });
      expect(row?.record.messageId).toBe(last.message.id);
      expect(row?.record.messageIds?.[0]).toBe(first.message.id);
      expect(row?.record.messageIds).toHaveLength(3);
      await completeRequest(house.core, bot, request);
      expect(await history()).toEqual([[["a", "b", "c"], "done", true]]);
    });

    it("[F207] one message alone waits as well, and stands for itself", async () => {
      await start(policy);
      await say("a");
      expect((await lane()).type).toBe("later");
      house.advance(800);
      const request = await leased();
      expect([request.isAggregation, request.payload.messages]).toEqual([false, undefined]);
    });

    it("[F207] what comes after the quiet time, or while the burst is answered, begins the next one", async () => {
      await start(policy);
      await say("a");
      house.advance(800);
      await say("late, though nobody has asked for the first yet");
      expect(heard(await leased())).toEqual(["a"]);
      await say("meanwhile");
      expect(await history()).toEqual([
        [["a"], "running", false],
        [["late, though nobody has asked for the first yet", "meanwhile"], "pending", true],
      ]);
    });

    it("[F207] who types for ever is answered all the same: by time, and by number", async () => {
      await start(policy);
      for (const text of ["a", "b", "c", "d"]) {
        await say(text);
        house.advance(600);
      }
      // 2000 ms after "a", not 800 ms after "d".
      expect(await lane()).toMatchObject({ type: "leased" });
      house.advance(10_000);
      const published = house.published.length;
      for (const text of ["1", "2", "3", "4", "5", "6"]) await say(text);
      const sends = house.published.slice(published).filter(({ feeds }) => feeds.length > 0);
      const woken = sends.map(({ asked }) => asked.length);
      expect(woken).toEqual([1, 0, 0, 0, 1, 1]);
      expect(await history()).toEqual([
        [["a", "b", "c", "d"], "running", true],
        [["1", "2", "3", "4", "5"], "pending", true],
        [["6"], "pending", false],
      ]);
    });

    it("[F207] messages of two people are never one request, and keep their order", async () => {
      await start(policy);
      await say("a");
      const bob = await joinConversation(house.core, null, ann.conversation.id, { nickname: "Bob" });
      await say("b", bob);
      await say("c");
      await say("d");
      expect(await history()).toEqual([
        [["a"], "pending", false],
        [["b"], "pending", false],
        [["c", "d"], "pending", true],
      ]);
    });

    it("[F207] a repeated send adds nothing, and a burst that was delivered stays as it is", async () => {
      await start(policy);
      await Promise.all([say("a"), say("b"), say("a"), say("b")]);
      expect(await history()).toEqual([[["a", "b"], "pending", true]]);
      house.advance(800);
      const first = await leased();
      await failRequest(house.core, bot, { ...first, error: "no", isRetryable: true });
      await say("c");
      await releaseRequest(house.core, first);
      house.advance(800);
      expect(heard(await leased())).toEqual(["a", "b"]);
      expect((await history()).map(([texts]) => texts)).toEqual([["a", "b"], ["c"]]);
    });

    it("[F207] an answer to a question goes to the question; only what follows begins a burst", async () => {
      await start(policy);
      await say("hi");
      house.advance(800);
      const { requestId, attempt } = await leased();
      const question = { requestId, attempt, index: 0, text: "Name?", options: [], timeoutMs: 60_000 };
      await askPeople(house.core, bot, question);
      await say("Ann");
      await say("with two n");
      expect(await history()).toEqual([
        [["hi"], "pending", false],
        [["with two n"], "pending", false],
      ]);
    });
  });

  describe("latest", () => {
    const policy = { type: "latest" } as const;

    it("[F207] a newer message takes the place of those that wait and of the one that is worked on", async () => {
      await start(policy);
      await say("a");
      const first = await leased();
      await reply(first, 0);
      await say("b");
      await say("c");
      expect(house.published.flatMap(({ superseded }) => superseded)).toEqual([
        {
          botId: bot.botId,
          conversationId: ann.conversation.id,
          requestId: first.requestId,
          attempt: 1,
        },
      ]);
      expect(await history()).toEqual([
        [["a"], "superseded", false],
        [["b"], "superseded", false],
        [["c"], "pending", false],
      ]);
      await expect(reply(first, 1)).rejects.toMatchObject({ code: "fenced" });
      await expect(completeRequest(house.core, bot, first)).rejects.toMatchObject({ code: "fenced" });
      const newest = await leased();
      expect(heard(newest)).toEqual(["c"]);
      await completeRequest(house.core, bot, newest);
      expect((await lane()).type).toBe("idle");
      expect((await thread()).map(([text]) => text)).toEqual(["a", "reply 0", "b", "c"]);
    });

    it("[F207] messages that are committed together leave the newest", async () => {
      await start(policy);
      await Promise.all(["a", "b", "c"].map((text) => say(text)));
      expect((await history()).map(([, status]) => status)).toEqual(["superseded", "superseded", "pending"]);
    });

    it("[F207] a message that was being written is broken off with what readers have seen of it", async () => {
      await start(policy);
      await say("a");
      const { requestId, attempt } = await leased();
      const piece = { requestId, attempt, index: 0, from: 0, quotedMessageId: null, metadata: null };
      const { message } = await beginStream(house.core, bot, { ...piece, text: "Once upon" });
      house.core.textOf = (id) => (id === message.id ? "Once upon a time" : null);
      await say("b");
      expect(await thread()).toEqual([
        ["a", null],
        ["Once upon a time", "interrupted"],
        ["b", null],
      ]);
      await expect(beginStream(house.core, bot, { ...piece, text: "again" })).rejects.toMatchObject({
        code: "fenced",
      });
    });

    it("[F207] people do not overtake one another, and nobody overtakes a system message", async () => {
      await start(policy);
      await say("a");
      const bob = await joinConversation(house.core, null, ann.conversation.id, { nickname: "Bob" });
      await say("b", bob);
      await say("c", bob);
      expect(await history()).toEqual([
        [["a"], "pending", false],
        [["b"], "superseded", false],
        [["c"], "pending", false],
      ]);
      const rows = await house.store.requests.page({ filters: {}, order: "ascending", upTo: 1e9, limit: 50 });
      const ofSystem = rows.filter(({ record }) => record.request.sender === null);
      expect(ofSystem.map(({ record }) => record.status)).not.toContain("superseded");
      expect(ofSystem.at(-1)?.record.status).toBe("pending");
    });

    it("[F207] an answer to a question goes to the question; the one after it overtakes the whole dialogue", async () => {
      await start(policy);
      await say("hi");
      const { requestId, attempt } = await leased();
      const question = { requestId, attempt, index: 0, text: "Name?", options: [], timeoutMs: 60_000 };
      await askPeople(house.core, bot, question);
      await say("Ann");
      expect(await history()).toEqual([[["hi"], "pending", false]]);
      await say("never mind");
      expect(await history()).toEqual([
        [["hi"], "superseded", false],
        [["never mind"], "pending", false],
      ]);
    });

    it("[F207] a repeated send overtakes nothing", async () => {
      await start(policy);
      await say("a");
      await leased();
      await say("a");
      expect(await history()).toEqual([[["a"], "running", false]]);
    });
  });

  it("[F19] by default every message is a request of its own, in its turn", async () => {
    await start({ type: "serial" });
    await say("a");
    await say("b");
    expect(await history()).toEqual([
      [["a"], "pending", false],
      [["b"], "pending", false],
    ]);
    expect((await leased()).payload.messages).toBeUndefined();
  });
});
