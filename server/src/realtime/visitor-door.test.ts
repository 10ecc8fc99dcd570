import type { Feed, Message, State } from "@natter/protocol";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { StoreError } from "../store/store.js";
import { next, startTestServer, type TestServer, welcome } from "../testing/test-server.js";

describe("people's socket door", () => {
  let house: TestServer;
  beforeEach(async () => {
    house = await startTestServer({ NATTER_HEARTBEAT_MS: "1000" });
  });
  afterEach(async () => {
    expect(house.faults).toEqual([]);
    await house[Symbol.asyncDispose]();
  });

  it("[F33] a send is acknowledged with the stored message and echoed in the feed with its localId", async () => {
    const { token } = await house.create();
    const client = await house.visitor({ token });
    const echoed = new Promise<Message>((resolve) => {
      client.on("feed", ({ changes }) => changes[0] && resolve(changes[0]));
    });
    const answer = await client.emitWithAck("message.send", { localId: "one", text: "hello" });
    expect(answer).toMatchObject({
      ok: true,
      data: { duplicate: false, message: { localId: "one", seq: 3 } },
    });
    expect(await echoed).toEqual(answer.ok && answer.data.message);
  });

  it("[F34] a client that presents its cursor gets what it missed, exactly once and in order, however much", async () => {
    const { token, conversation } = await house.create();
    const writer = await house.visitor({ token });
    for (let index = 0; index < 250; index += 1) {
      await writer.emitWithAck("message.send", { localId: `m${index}`, text: `${index}` });
    }
    const reader = await house.visitor({ token, cursor: conversation.head });
    const seen: Message[] = [];
    let page = await welcome(reader);
    seen.push(...page.changes);
    while (page.upTo < page.head) {
      const answer = await reader.emitWithAck("feed.read", { after: page.upTo, limit: 70 });
      if (!answer.ok) throw new Error(answer.error.message);
      page = answer.data;
      seen.push(...page.changes);
    }
    expect(seen.map(({ version }) => version)).toEqual(Array.from({ length: 250 }, (_, index) => index + 3));
  });

  it("a database that is away is told as unavailable, in calls and at the handshake, and the socket lives", async () => {
    const { token } = await house.create();
    const client = await house.visitor({ token });
    await next<Feed>(client, "feed");
    const { feed } = house.server.store;
    const { changesAfter, presence } = feed;
    const away = () => Promise.reject(new StoreError("unavailable", new Error("the secret address")));
    Object.assign(feed, { changesAfter: away, presence: away });
    expect(await client.emitWithAck("feed.read", { after: 0 })).toEqual({
      ok: false,
      error: {
        code: "unavailable",
        message: "The server cannot reach its database. Try again a little later.",
        retryAfterMs: 1000,
      },
    });
    await expect(house.visitor({ token })).rejects.toMatchObject({ code: "unavailable" });
    Object.assign(feed, { changesAfter, presence });
    expect(await client.emitWithAck("feed.read", { after: 0 })).toMatchObject({ ok: true });
  });

  it("what goes wrong inside at a handshake is logged, and shown as nothing but internal", async () => {
    const { token } = await house.create();
    const { feed } = house.server.store;
    const { presence } = feed;
    Object.assign(feed, { presence: () => Promise.reject(new Error("the password is hunter2")) });
    const refused = await house.visitor({ token }).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: "internal" });
    expect(JSON.stringify(refused)).not.toContain("hunter2");
    Object.assign(feed, { presence });
    expect(house.faults.splice(0)).toMatchObject([{ message: "the password is hunter2" }]);
  });

  it("[F262] a heartbeat carries the head, so that a lost packet is noticed", async () => {
    const { token, conversation } = await house.create();
    const client = await house.visitor({ token });
    await next<Feed>(client, "feed");
    expect(await next<Feed>(client, "feed")).toEqual({
      conversationId: conversation.id,
      after: 2,
      upTo: 2,
      head: 2,
      changes: [],
    });
  });

  it("[F31] a handshake without a valid credential, protocol or origin is refused with a code", async () => {
    const { token } = await house.create();
    await expect(house.visitor({})).rejects.toMatchObject({
      code: "invalid",
      details: [{ field: "auth.token" }],
    });
    await expect(house.visitor({ token: "forged" })).rejects.toMatchObject({ code: "unauthorized" });
    await expect(house.visitor({ token: `${token.slice(0, -2)}xx` })).rejects.toMatchObject({
      code: "unauthorized",
    });
    await expect(house.visitor({ token, protocol: 99 })).rejects.toMatchObject({
      code: "unsupported_protocol",
    });
    const foreign = house.visitor({ token }, { Origin: "https://evil.example" });
    await expect(foreign).rejects.toMatchObject({ code: "origin_not_allowed" });
    const local = await house.visitor({ token }, { Origin: "http://localhost:3000" });
    expect(local.connected).toBe(true);
  });

  it("[F32] bad calls are answered with a code, name their localId, store nothing, and the socket lives", async () => {
    const { token, conversation } = await house.create();
    const client = await house.visitor({ token });
    // Only what the table allows compiles; here everything else is sent.
    const call = (name: string, ...args: unknown[]) =>
      (client as unknown as { emitWithAck(...all: unknown[]): Promise<unknown> }).emitWithAck(name, ...args);
    const refused = [
      [await call("message.send", { localId: "x", text: 7 }), "invalid"],
      [await call("message.send", { localId: "x", text: "" }), "invalid"],
      [await call("message.send", { localId: "x", type: "system", text: "hi" }), "invalid"],
      [await call("message.send", null), "invalid"],
      [await call("message.send", [1, 2]), "invalid"],
      [await call("message.send"), "invalid"],
      [await call("message.send", { localId: "x", text: "hi", quotedMessageId: "nowhere" }), "invalid"],
      [await call("feed.read", { after: -1 }), "invalid"],
      [await call("nonsense", {}), "unknown_call"],
      [await call("toString", {}), "unknown_call"],
      [await call("natter:broken-frame", "internal"), "internal"],
      [await call("message.send", { localId: "x", text: "y".repeat(70_000) }), "too_large"],
    ] as const;
    for (const [answer, code] of refused) expect(answer).toMatchObject({ ok: false, error: { code } });
    expect(refused[0][0]).toMatchObject({ error: { localId: "x" } });
    expect(client.connected).toBe(true);
    const state = await house.server.store.feed.conversation(conversation.id);
    expect(state?.conversation.head).toBe(2);
  });

  it("[F32] a frame that is no JSON is answered and the connection lives", async () => {
    const { token } = await house.create();
    const client = await house.visitor({ token });
    const answers = new Map<string, string>();
    const answered = new Promise<void>((resolve) => {
      client.io.engine.on("packet", ({ data }: { data?: string }) => {
        const [, id, body] = /^3(\d+)(.*)$/u.exec(data ?? "") ?? [];
        if (id !== undefined && body !== undefined) answers.set(id, JSON.parse(body)[0].error?.code);
        if (answers.size === 2) resolve();
      });
    });
    client.io.engine.write('2907["message.send",{"localId":');
    client.io.engine.write('51-908["message.send",{"_placeholder":true,"num":0}]');
    client.io.engine.write("2this is no event");
    await answered;
    expect(Object.fromEntries(answers)).toEqual({ 907: "invalid_json", 908: "invalid" });
    const answer = await client.emitWithAck("message.send", { localId: "fine", text: "still here" });
    expect(answer.ok).toBe(true);
    expect(client.connected).toBe(true);
  });

  it("[F9] leaving ends a conversation whose last person that was; sends are refused by name", async () => {
    const { token } = await house.create();
    const client = await house.visitor({ token });
    // By their ids: what commits while it is welcomed may come twice.
    const events = new Map<string, string>();
    client.on("feed", ({ changes }) => {
      for (const change of changes) if (change.type === "system") events.set(change.id, change.event.type);
    });
    const ended = new Promise<State>((resolve) => {
      client.on("state", (state) => state.conversation.endedAt !== null && resolve(state));
    });
    expect(await client.emitWithAck("conversation.leave", {})).toEqual({ ok: true, data: {} });
    await ended;
    expect([...events.values()]).toEqual(["participant-left", "conversation-ended"]);
    const answer = await client.emitWithAck("message.send", { localId: "late", text: "hello?" });
    expect(answer).toMatchObject({ ok: false, error: { code: "forbidden", localId: "late" } });
    await expect(house.visitor({ token })).rejects.toMatchObject({ code: "forbidden" });
  });

  it("[F89] typing reaches the others and not oneself; read marks only move forward", async () => {
    const { token } = await house.create();
    const one = await house.visitor({ token });
    const two = await house.visitor({ token });
    const typing = next(two, "typing");
    await one.emitWithAck("typing.set", { isTyping: true });
    expect(await typing).toMatchObject({ isTyping: true });
    expect(await one.emitWithAck("read.mark", { seq: 2 })).toMatchObject({ data: { readSeq: 2 } });
    expect(await one.emitWithAck("read.mark", { seq: 1 })).toMatchObject({ data: { readSeq: 2 } });
    expect(await one.emitWithAck("read.mark", { seq: 900 })).toMatchObject({ data: { readSeq: 2 } });
  });

  it("[F85] a new nickname is told to everybody and is in the state", async () => {
    const { token, participant } = await house.create({ nickname: "Ann" });
    const client = await house.visitor({ token });
    const nicknames: (string | undefined)[] = [];
    client.on("state", ({ participants }: State) => {
      nicknames.push(participants.find(({ id }) => id === participant.id)?.nickname);
    });
    const answer = await client.emitWithAck("participant.rename", { nickname: "Anna" });
    expect(answer).toMatchObject({ ok: true, data: { participant: { nickname: "Anna" } } });
    await expect.poll(() => nicknames.at(-1)).toBe("Anna");
  });
});
