import type { BotRequest } from "@natter/protocol";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type CallTrace, callTracing, type RequestTrace, requestTracing } from "./diagnostics.js";
import { registerBot } from "./registration.js";
import { next, startTestServer, type TestServer } from "./testing/test-server.js";

const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

describe("the server's diagnostics channels", () => {
  let house: TestServer;
  const heard: [string, object][] = [];
  const noteOf = (name: string) => (trace: unknown) => heard.push([name, { ...(trace as object) }]);
  const ofRequests = {
    start: noteOf("request.start"),
    end: () => {},
    asyncStart: () => {},
    asyncEnd: noteOf("request.asyncEnd"),
    error: () => {},
  };
  const ofCalls = {
    start: noteOf("call.start"),
    end: () => {},
    asyncStart: () => {},
    asyncEnd: noteOf("call.asyncEnd"),
    error: noteOf("call.error"),
  };
  beforeEach(async () => {
    house = await startTestServer();
  });
  afterEach(async () => {
    requestTracing.unsubscribe(ofRequests);
    callTracing.unsubscribe(ofCalls);
    heard.length = 0;
    await house[Symbol.asyncDispose]();
  });

  const send = (token: string, conversationId: string, localId: string, trace: string) =>
    fetch(`${house.url}/api/v1/conversations/${conversationId}/messages`, {
      method: "POST",
      headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json", traceparent: trace },
      body: JSON.stringify({ localId, text: "secret" }),
    });

  it("tell of a request from its lease to its end, and of each call about it [F219]", async () => {
    requestTracing.subscribe(ofRequests);
    callTracing.subscribe(ofCalls);
    const bot = await house.bot("echo");
    const { token, conversation } = await house.create({ bots: ["echo"] });
    const requested = next<BotRequest>(bot, "request");
    await send(token, conversation.id, "a", traceparent);
    const { requestId, attempt, payload } = await requested;
    expect(payload.traceparent).toBe(traceparent);
    await bot.emitWithAck("effect", {
      requestId,
      attempt,
      index: 0,
      effect: { type: "send", text: "secret" },
    });
    await bot.emitWithAck("effect", {
      requestId,
      attempt: 7,
      index: 1,
      effect: { type: "send", text: "no" },
    });
    await bot.emitWithAck("done", { requestId, attempt });
    await expect.poll(() => heard.at(-1)?.[0]).toBe("call.asyncEnd");
    const botId = (await house.server.store.bots.find("echo"))?.id;
    const request: RequestTrace = {
      requestId,
      attempt,
      botId: botId ?? "",
      conversationId: conversation.id,
      traceparent,
    };
    const effect: CallTrace = { call: "effect", botId: botId ?? "", requestId, attempt, index: 0 };
    expect(heard.map(([name]) => name)).toEqual([
      "request.start",
      "call.start",
      "call.asyncEnd",
      "call.start",
      "call.error",
      "call.asyncEnd",
      "call.start",
      "request.asyncEnd",
      "call.asyncEnd",
    ]);
    expect(heard[0]?.[1]).toEqual(request);
    expect(heard[1]?.[1]).toMatchObject(effect);
    expect(heard[4]?.[1]).toMatchObject({ ...effect, attempt: 7, index: 1, error: { code: "fenced" } });
    expect(heard[6]?.[1]).toMatchObject({ call: "done", index: null });
    expect(heard[7]?.[1]).toEqual({ ...request, outcome: "done" });
    expect(JSON.stringify(heard)).not.toContain("secret");
  });

  it("a trace goes on to what a manager gets to decide on, and to whom it sends it [F219]", async () => {
    const { key } = await registerBot(house.server.store, { name: "boss", isManager: true });
    const boss = await house.botClient(key.key);
    await boss.emitWithAck("hello", { instance: "boss-1", hears: ["message"], credit: 10 });
    const echo = await house.bot("echo");
    const { token, conversation } = await house.create({ bots: ["echo"] });
    const said = next<BotRequest>(boss, "request");
    await send(token, conversation.id, "a", traceparent);
    const { requestId, attempt, payload } = await said;
    const redirected = next<BotRequest>(echo, "request");
    const redirect = { type: "redirect" as const, messageId: payload.message.id, to: ["echo"] };
    await boss.emitWithAck("effect", { requestId, attempt, index: 0, effect: redirect });
    await boss.emitWithAck("done", { requestId, attempt });
    const heard = await redirected;
    expect(heard.payload.traceparent).toBe(traceparent);
    const drafted = next<BotRequest>(boss, "request");
    const reply = { type: "send" as const, text: "an answer" };
    await echo.emitWithAck("effect", {
      requestId: heard.requestId,
      attempt: heard.attempt,
      index: 0,
      effect: reply,
    });
    expect((await drafted).payload).toMatchObject({ kind: "draft", traceparent });
  });

  it("a traceparent that is malformed is as if there were none [F219]", async () => {
    const bot = await house.bot("echo");
    const { token, conversation } = await house.create({ bots: ["echo"] });
    const requested = next<BotRequest>(bot, "request");
    await send(token, conversation.id, "a", `00-${"0".repeat(32)}-b7ad6b7169203331-01`);
    expect((await requested).payload).not.toHaveProperty("traceparent");
  });
});
