import type { BotRequest, Message } from "@natter/protocol";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { issueBotKey, registerBot } from "../registration.js";
import { next, startTestServer, type TestServer } from "../testing/test-server.js";

describe("the bots' socket door", () => {
  let house: TestServer;
  beforeEach(async () => {
    house = await startTestServer();
  });
  afterEach(async () => {
    expect(house.faults).toEqual([]);
    await house[Symbol.asyncDispose]();
  });

  const answer = (request: BotRequest, index: number, text: string) => ({
    requestId: request.requestId,
    attempt: request.attempt,
    index,
    effect: { type: "send" as const, text, options: [{ text: "Tea" }, { text: "Coffee" }] },
  });
  const record = async () => {
    const rows = await house.server.store.requests.page({
      filters: {},
      order: "ascending",
      upTo: 1e9,
      limit: 9,
    });
    return rows.map((row) => row.record);
  };

  it("[F19][F38][F90][F91] a person's message becomes a request, its answer a message with ordered options, both are recorded", async () => {
    const bot = await house.bot("menu");
    const { token } = await house.create({ bots: ["menu"] });
    const person = await house.visitor({ token });
    const requested = next<BotRequest>(bot, "request");
    await person.emitWithAck("message.send", { localId: "a", text: "hello" });
    const request = await requested;
    expect(request).toMatchObject({
      attempt: 1,
      payload: { message: { text: "hello" }, sender: { kind: "human" } },
    });
    const heard = new Promise<Message>((resolve) => {
      person.on(
        "feed",
        ({ changes }) => changes[0]?.senderId === request.payload.self.id && resolve(changes[0]),
      );
    });
    const sent = await bot.emitWithAck("effect", answer(request, 0, "Tea or coffee?"));
    expect(await heard).toEqual(sent.ok && sent.data.message);
    expect(await heard).toMatchObject({ options: [{ text: "Tea" }, { text: "Coffee" }] });
    expect(await bot.emitWithAck("done", request)).toEqual({ ok: true, data: {} });
    expect(await record()).toMatchObject([
      {
        status: "done",
        attempt: 1,
        request: request.payload,
        response: { messages: [{ text: "Tea or coffee?" }] },
      },
    ]);
  });

  it("[F203] when an instance is gone its request moves to another one at once", async () => {
    const { key } = await registerBot(house.server.store, { name: "pair" });
    const one = await house.botClient(key.key);
    const first = next<BotRequest>(one, "request");
    await one.emitWithAck("hello", { instance: "one", hears: ["message"], credit: 1 });
    const two = await house.botClient(key.key);
    const { token } = await house.create({ bots: ["pair"] });
    const person = await house.visitor({ token });
    await person.emitWithAck("message.send", { localId: "a", text: "hello" });
    expect((await first).attempt).toBe(1);
    await two.emitWithAck("hello", { instance: "two", hears: ["message"], credit: 1 });
    const second = next<BotRequest>(two, "request");
    const gone = performance.now();
    one.io.engine.close();
    expect(await second).toMatchObject({ requestId: (await first).requestId, attempt: 2 });
    // Far above what it takes; what matters is that no silence of 15 s and no timeout is waited for.
    expect(performance.now() - gone).toBeLessThan(10_000);
  });

  it("[F201] no more requests are in flight than the credit, one a conversation, and all come in order", async () => {
    const bot = await house.bot("narrow", { credit: 2 });
    const seen: BotRequest[] = [];
    let inFlight = 0;
    let most = 0;
    let done = 0;
    bot.on("request", (request) => {
      inFlight += 1;
      most = Math.max(most, inFlight);
      seen.push(request);
      setImmediate(async () => {
        inFlight -= 1;
        await bot.emitWithAck("done", request);
        done += 1;
      });
    });
    const people = await Promise.all([1, 2, 3].map(() => house.create({ bots: ["narrow"] })));
    const clients = await Promise.all(people.map(({ token }) => house.visitor({ token })));
    for (let index = 0; index < 5; index += 1) {
      await Promise.all(
        clients.map((client) => client.emitWithAck("message.send", { localId: `${index}`, text: "x" })),
      );
    }
    await expect.poll(() => done).toBe(15);
    expect(most).toBeLessThanOrEqual(2);
    for (const { conversation } of people) {
      const order = seen.filter(({ payload }) => payload.conversation.id === conversation.id);
      expect(order.map(({ payload }) => payload.message.localId)).toEqual(["0", "1", "2", "3", "4"]);
    }
  });

  it("[F42] a bot that comes back with its key gets what was asked meanwhile, without being called", async () => {
    const { key } = await registerBot(house.server.store, { name: "late" });
    const { token } = await house.create({ bots: ["late"] });
    const person = await house.visitor({ token });
    await person.emitWithAck("message.send", { localId: "a", text: "anybody?" });
    const bot = await house.botClient(key.key);
    const request = next<BotRequest>(bot, "request");
    await bot.emitWithAck("hello", { instance: "one", hears: ["message"], credit: 1 });
    expect((await request).payload.message).toMatchObject({ text: "anybody?" });
  });

  it("[F215] typing shows from the lease until the attempt is over, without any call", async () => {
    const bot = await house.bot("echo");
    const { token } = await house.create({ bots: ["echo"] });
    const person = await house.visitor({ token });
    const seen: unknown[] = [];
    person.on("typing", ({ participantId, isTyping }) => void seen.push([participantId, isTyping]));
    const requested = next<BotRequest>(bot, "request");
    await person.emitWithAck("message.send", { localId: "a", text: "hello" });
    const request = await requested;
    const self = request.payload.self.id;
    await expect.poll(() => seen).toEqual([[self, true]]);
    await bot.emitWithAck("effect", answer(request, 0, "hi"));
    await bot.emitWithAck("done", request);
    await expect
      .poll(() => seen)
      .toEqual([
        [self, true],
        [self, false],
      ]);
  });

  it("credit 0 pauses an instance", async () => {
    const bot = await house.bot("paused", { credit: 0 });
    const { token } = await house.create({ bots: ["paused"] });
    const person = await house.visitor({ token });
    const requested = next<BotRequest>(bot, "request");
    await person.emitWithAck("message.send", { localId: "a", text: "hello" });
    const before = await record();
    expect(before.map(({ status }) => status)).toEqual(["pending"]);
    await bot.emitWithAck("credit", { credit: 1 });
    expect((await requested).attempt).toBe(1);
  });

  it("the end of a conversation takes back what is in flight there, and frees the credit it used", async () => {
    const bot = await house.bot("busy", { credit: 1 });
    const [one, two] = await Promise.all([
      house.create({ bots: ["busy"] }),
      house.create({ bots: ["busy"] }),
    ]);
    const person = await house.visitor({ token: one.token });
    const first = next<BotRequest>(bot, "request");
    await person.emitWithAck("message.send", { localId: "a", text: "hello" });
    const { requestId } = await first;
    const cancelled = next(bot, "cancel");
    const second = next<BotRequest>(bot, "request");
    await person.emitWithAck("conversation.end", {});
    expect(await cancelled).toEqual({ requestId, attempt: 1, reason: "conversation-ended" });
    const other = await house.visitor({ token: two.token });
    await other.emitWithAck("message.send", { localId: "b", text: "and me?" });
    expect((await second).payload.conversation.id).toBe(two.conversation.id);
    expect((await record())[0]).toMatchObject({ id: requestId, status: "dead" });
  });

  it("a repeated hello on one connection keeps what is in flight", async () => {
    const bot = await house.bot("polite", { credit: 1 });
    const { token } = await house.create({ bots: ["polite"] });
    const person = await house.visitor({ token });
    const requested = next<BotRequest>(bot, "request");
    await person.emitWithAck("message.send", { localId: "a", text: "hello" });
    const request = await requested;
    await bot.emitWithAck("hello", { instance: "polite-1", hears: ["message"], credit: 1 });
    expect(await bot.emitWithAck("done", request)).toEqual({ ok: true, data: {} });
    expect((await record())[0]).toMatchObject({ status: "done", attempt: 1 });
  });

  it("[F202] an attempt that takes too long is taken back and tried again", async () => {
    await using impatient = await startTestServer({ NATTER_BOT_REQUEST_TIMEOUT_MS: "1000" });
    const bot = await impatient.bot("slow");
    const { token } = await impatient.create({ bots: ["slow"] });
    const person = await impatient.visitor({ token });
    const attempts: number[] = [];
    const cancelled = next<{ reason: string }>(bot, "cancel");
    const again = new Promise<void>((resolve) => {
      bot.on("request", ({ attempt }) => {
        attempts.push(attempt);
        if (attempt === 2) resolve();
      });
    });
    await person.emitWithAck("message.send", { localId: "a", text: "hello" });
    expect((await cancelled).reason).toBe("lease-lost");
    await again;
    expect(attempts).toEqual([1, 2]);
  });

  it("[F9][F10] a required bot that leaves ends the conversation, once; later sends are refused by name", async () => {
    const { bot, key } = await registerBot(house.server.store, { name: "host", isRequired: true });
    const client = await house.botClient(key.key);
    await client.emitWithAck("hello", { instance: "one", hears: ["message"], credit: 1 });
    const { token, conversation } = await house.create({ bots: ["host"] });
    const person = await house.visitor({ token });
    // By their ids: what commits while they are welcomed may come twice.
    const events = new Map<string, string>();
    person.on("feed", ({ changes }) => {
      for (const change of changes) if (change.type === "system") events.set(change.id, change.event.type);
    });
    const left = [1, 2].map(() => client.emitWithAck("leave", { conversationId: conversation.id }));
    expect(await Promise.all(left)).toEqual([
      { ok: true, data: {} },
      { ok: true, data: {} },
    ]);
    const answer = await person.emitWithAck("message.send", { localId: "late", text: "hello?" });
    expect(answer).toMatchObject({ ok: false, error: { code: "conversation_ended", localId: "late" } });
    expect([...events.values()]).toEqual(["participant-left", "conversation-ended"]);
    expect(bot.isRequired).toBe(true);
  });

  it("[F206] delta.end of what was never begun is refused by name, and nothing is logged", async () => {
    const bot = await house.bot("poet");
    const { token } = await house.create({ bots: ["poet"] });
    const person = await house.visitor({ token });
    const requested = next<BotRequest>(bot, "request");
    await person.emitWithAck("message.send", { localId: "a", text: "hello" });
    const { requestId, attempt } = await requested;
    expect(await bot.emitWithAck("delta.end", { requestId, attempt, index: 4 })).toEqual({
      ok: false,
      error: {
        code: "not_found",
        message: "Nothing was written at index 4. Send a delta before delta.end.",
      },
    });
    const piece = { requestId, attempt, index: 4, from: 0, text: "now" };
    expect(await bot.emitWithAck("delta", piece)).toMatchObject({ ok: true });
    expect(await bot.emitWithAck("delta.end", { requestId, attempt, index: 4 })).toMatchObject({
      ok: true,
      data: { message: { text: "now" } },
    });
  });

  it("an unknown, malformed or revoked key is refused and says how to get one", async () => {
    await expect(house.botClient("natter_bot_nope")).rejects.toMatchObject({ code: "unauthorized" });
    await expect(house.botClient(7)).rejects.toMatchObject({
      code: "invalid",
      details: [{ field: "auth.key" }],
    });
    const { bot, key } = await registerBot(house.server.store, { name: "removed" });
    await house.server.store.bots.remove(bot.id, Date.now());
    await expect(house.botClient(key.key)).rejects.toMatchObject({
      code: "unauthorized",
      message: expect.stringContaining("natter bots add"),
    });
  });

  it("[F99] [F246] a connection is cut when its key is revoked or its bot removed, and comes back to a refusal", async () => {
    const { bots, keys } = house.server.store;
    const rotated = await registerBot(house.server.store, { name: "rotated" });
    const second = await issueBotKey(house.server.store, rotated.bot);
    const removed = await registerBot(house.server.store, { name: "removed" });
    const watch = async (key: string) => {
      const client = await house.botClient(key);
      const refused = new Promise<{ data?: unknown }>((resolve) => client.once("connect_error", resolve));
      return { client, refused };
    };
    const [old, fresh, gone] = [
      await watch(rotated.key.key),
      await watch(second.key),
      await watch(removed.key.key),
    ];
    await keys.revoke(rotated.key.id, Date.now());
    await bots.remove(removed.bot.id, Date.now());
    for (const { refused } of [old, gone])
      expect((await refused).data).toMatchObject({ code: "unauthorized" });
    const input = { instance: "one", hears: ["message" as const], credit: 1 };
    expect(await fresh.client.emitWithAck("hello", input)).toMatchObject({ ok: true });
  });

  it("[F214] a bot cannot answer another bot's request", async () => {
    const bot = await house.bot("mine");
    const thief = await house.bot("thief");
    const { token } = await house.create({ bots: ["mine"] });
    const person = await house.visitor({ token });
    const requested = next<BotRequest>(bot, "request");
    await person.emitWithAck("message.send", { localId: "a", text: "hello" });
    const stolen = await thief.emitWithAck("effect", answer(await requested, 0, "ha"));
    expect(stolen).toMatchObject({ ok: false, error: { code: "not_found" } });
  });
});
