import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { leaseRequest } from "../requests/lease-request.js";
import { completeRequest, failRequest, releaseRequest } from "../requests/settle-request.js";
import { openTestCore, type TestCore } from "../testing/test-core.js";
import { testDatabases } from "../testing/test-databases.js";
import type { BotActor } from "./actor.js";
import { createConversation, type Joined } from "./create-conversation.js";
import { endConversation } from "./end-conversation.js";
import { sendEffect } from "./send-effect.js";
import { sendMessage } from "./send-message.js";
import { textEffect } from "./testing/text-effect.js";

describe.each(testDatabases)("a bot's requests on %s", (database) => {
  let house: TestCore;
  let bot: BotActor;
  let joined: Joined;

  beforeEach(async () => {
    house = await openTestCore({}, database);
    bot = await house.addBot("echo");
    const start = { nickname: "Ann", name: null, bots: ["echo"], metadata: null };
    joined = await createConversation(house.core, null, start);
  });
  afterEach(() => house[Symbol.asyncDispose]());

  const say = (localId: string) =>
    sendMessage(house.core, joined.actor, joined.conversation.id, {
      type: "text",
      localId,
      text: localId,
      quotedMessageId: null,
      metadata: null,
    });
  const lease = (instance = "one") =>
    leaseRequest(house.core, { botId: bot.botId, conversationId: joined.conversation.id }, instance);
  const leased = async (instance?: string) => {
    const result = await lease(instance);
    if (result.type !== "leased") throw new Error(`expected a lease, got ${result.type}`);
    return result.request;
  };
  const reply = (of: { requestId: string; attempt: number }, index: number, text: string) =>
    sendEffect(house.core, bot, {
      requestId: of.requestId,
      attempt: of.attempt,
      index,
      effect: textEffect(text),
    });
  const record = async (id: string) => {
    const rows = await house.store.requests.page({ filters: {}, order: "ascending", upTo: 1e9, limit: 50 });
    return rows.map((row) => row.record).find((row) => row.id === id);
  };

  it("[F201] one request of a lane is in flight, in order", async () => {
    await say("a");
    await say("b");
    const first = await leased();
    expect(first.payload.message.localId).toBe("a");
    expect((await lease("two")).type).toBe("busy");
    await completeRequest(house.core, bot, first);
    expect((await leased("two")).payload.message.localId).toBe("b");
    expect((await lease()).type).toBe("busy");
  });

  it("[F201] an effect done twice happens once, also by a later attempt", async () => {
    await say("a");
    const first = await leased();
    const once = await reply(first, 0, "hi");
    const again = await reply(first, 0, "hi");
    expect(again).toEqual({ message: once.message, duplicate: true });
    await releaseRequest(house.core, first);
    const second = await leased("two");
    expect(second.attempt).toBe(2);
    expect((await reply(second, 0, "hi")).message.id).toBe(once.message.id);
    await completeRequest(house.core, bot, second);
    const row = await record(first.requestId);
    expect(row).toMatchObject({ status: "done", attempt: 2, response: { messages: [{ text: "hi" }] } });
    expect(row?.latencyMs).toBeGreaterThanOrEqual(0);
  });

  it("[F202] a zombie attempt is fenced in everything it tries", async () => {
    await say("a");
    const zombie = await leased();
    await releaseRequest(house.core, zombie);
    await leased("two");
    await expect(reply(zombie, 0, "late")).rejects.toMatchObject({ code: "fenced" });
    await expect(completeRequest(house.core, bot, zombie)).rejects.toMatchObject({ code: "fenced" });
    const failing = failRequest(house.core, bot, { ...zombie, error: "x", isRetryable: true });
    await expect(failing).rejects.toMatchObject({ code: "fenced" });
    // Releasing what is no longer one's own changes nothing.
    await releaseRequest(house.core, zombie);
    expect((await lease()).type).toBe("busy");
  });

  it("[F39] a failed attempt is retried with backoff and put aside at last; the lane goes on", async () => {
    // However slow the machine is.
    house.setTime(1_000_000);
    await say("poison");
    await say("fine");
    const delays: (number | null)[] = [];
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      const request = await leased();
      const at = house.core.now();
      const { retryAt } = await failRequest(house.core, bot, {
        ...request,
        error: "boom",
        isRetryable: true,
      });
      delays.push(retryAt === null ? null : Math.round((retryAt - at) / 100) * 100);
      if (retryAt !== null) expect(await lease()).toMatchObject({ type: "later" });
      house.advance(5000);
    }
    expect(delays).toEqual([500, 1000, null]);
    const next = await leased();
    expect(next.payload.message.localId).toBe("fine");
  });

  it("another bot's request is not found", async () => {
    await say("a");
    const request = await leased();
    const other = await house.addBot("other");
    await expect(completeRequest(house.core, other, request)).rejects.toMatchObject({ code: "not_found" });
  });

  it("what waits when the conversation ends is put aside, not answered", async () => {
    await say("a");
    await endConversation(house.core, joined.actor, joined.conversation.id);
    expect((await lease()).type).toBe("again");
    expect((await lease()).type).toBe("idle");
    const rows = await house.store.requests.page({ filters: {}, order: "ascending", upTo: 1e9, limit: 5 });
    expect(rows.map(({ record: row }) => [row.status, row.error])).toEqual([
      ["dead", "the conversation ended before an answer"],
    ]);
  });

  it("[F38][F214] a bot's message is asked of no bot", async () => {
    await house.addBot("second");
    const start = { nickname: "", name: null, bots: ["echo", "second"], metadata: null };
    joined = await createConversation(house.core, null, start);
    await say("a");
    await reply(await leased(), 0, "hello");
    const rows = await house.store.requests.page({ filters: {}, order: "ascending", upTo: 1e9, limit: 50 });
    expect(rows).toHaveLength(2);
  });

  it("[F57] system messages are asked of the bots that hear them", async () => {
    await house.addBot("greeter", { hears: ["message", "system"] });
    const start = { nickname: "Ann", name: null, bots: ["greeter"], metadata: null };
    const { conversation } = await createConversation(house.core, null, start);
    const rows = await house.store.requests.page({
      filters: { conversationId: conversation.id },
      order: "ascending",
      upTo: 1e9,
      limit: 50,
    });
    const events = rows
      .map(({ record: row }) => row.request.message)
      .map((m) => m.type === "system" && m.event.type);
    expect(events).toEqual(["conversation-created", "participant-joined", "participant-joined"]);
  });
});
