import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { Bot } from "../bot.js";
import { aRequest } from "../request.fixture.js";

const secret = "natter_webhook_secret";
const silence = { info() {}, warn() {}, error() {} };

function echo(): Bot {
  const bot = new Bot({ webhookSecret: secret, logger: silence });
  bot.hears("fail", () => {
    throw new Error("no");
  });
  return bot.on("text", async (ctx) => {
    await ctx.reply("one", { options: ["a"] });
    await ctx.reply("two");
  });
}

interface Parts {
  delivery?: string;
  header?: string;
  /** How long before the call it was signed. */
  agoMs?: number;
  key?: string;
  body?: object;
}

function call(parts: Parts = {}): Request {
  const { delivery = "d-1", header = delivery, agoMs = 0, key = secret } = parts;
  const body = JSON.stringify({ delivery, ...(parts.body ?? { type: "request", request: aRequest() }) });
  const timestamp = Math.floor((Date.now() - agoMs) / 1000);
  const signature = createHmac("sha256", key).update(`${timestamp}.${body}`).digest("hex");
  return new Request("https://bot.test/natter", {
    method: "POST",
    body,
    headers: {
      "natter-timestamp": String(timestamp),
      "natter-delivery": header,
      "natter-signature": `v1=${signature}`,
    },
  });
}

const answerOf = async (response: Response) => ({ status: response.status, body: await response.json() });

describe("bot.fetch", () => {
  it("answers a signed call with what the bot does, in order [F209]", async () => {
    expect(await answerOf(await echo().fetch(call()))).toEqual({
      status: 200,
      body: {
        effects: [
          { type: "send", text: "one", options: [{ text: "a" }] },
          { type: "send", text: "two" },
        ],
        done: true,
      },
    });
  });

  it("says what the bot hears, and reports a failure [F209]", async () => {
    const bot = echo().on("system", () => {});
    const { fetch } = bot;
    const hello = await fetch(call({ body: { type: "hello" } }));
    expect(await hello.json()).toEqual({ hears: ["message", "system"] });
    const request = aRequest();
    Object.assign(request.payload.message, { text: "fail" });
    const failed = await fetch(call({ delivery: "d-2", body: { type: "request", request } }));
    expect(await failed.json()).toEqual({ effects: [], failure: { error: "Error: no", isRetryable: true } });
  });

  it("cannot ask where it cannot call the server, and says what to set [F209]", async () => {
    const bot = new Bot({ webhookSecret: secret, logger: silence });
    bot.on("text", async (ctx) => void (await ctx.ask("Tea?")));
    const { body } = await answerOf(await bot.fetch(call()));
    expect(body).toEqual({
      effects: [],
      failure: { error: expect.stringContaining("Set NATTER_URL and NATTER_BOT_KEY"), isRetryable: false },
    });
  });

  it("warns once of a bot that was told only half of what it needs to call the server [F209]", async () => {
    const warnings: string[] = [];
    const logger = { ...silence, warn: (message: string) => void warnings.push(message) };
    const bot = new Bot({ webhookSecret: secret, url: "http://natter.test", logger });
    bot.on("text", (ctx) => ctx.reply("there"));
    const { body } = await answerOf(await bot.fetch(call()));
    expect(body).toMatchObject({ effects: [{ text: "there" }], done: true });
    await bot.fetch(call());
    expect(warnings).toEqual([
      expect.stringContaining("NATTER_BOT_KEY is not set, so the bot acts by its answers"),
    ]);
  });

  it("does nothing for a caller who is gone already [F209]", async () => {
    const request = call();
    const gone = new Request(request, { signal: AbortSignal.abort() });
    const { status } = await echo().fetch(gone);
    expect(status).toBe(503);
  });

  it.each<[string, Parts, number, string]>([
    ["forged by another secret", { key: "other" }, 401, "forged"],
    ["late", { agoMs: 301_000 }, 401, "late"],
    ["from the future", { agoMs: -330_000 }, 401, "late"],
    ["a copy under another name", { header: "d-9" }, 400, "malformed"],
  ])("refuses a call that is %s [F209]", async (_, parts, status, reason) => {
    expect(await answerOf(await echo().fetch(call(parts)))).toMatchObject({ status, body: { reason } });
  });

  it("takes calls under the new and the old secret while one takes the place of the other [F209]", async () => {
    const bot = new Bot({ webhookSecret: `new-one, ${secret}`, logger: silence });
    const hello = { type: "hello" };
    const statusOf = async (parts: Parts) => (await bot.fetch(call({ body: hello, ...parts }))).status;
    expect(await statusOf({ delivery: "a", key: "new-one" })).toBe(200);
    expect(await statusOf({ delivery: "b" })).toBe(200);
    expect(await statusOf({ delivery: "c", key: "other" })).toBe(401);
    await expect(new Bot({ webhookSecret: " , " }).fetch(call())).rejects.toMatchObject({ code: "setting" });
  });

  it("refuses a call whose body was changed, or that is not signed at all [F209]", async () => {
    const bot = echo();
    const { headers } = call();
    const changed = new Request("https://bot.test/", { method: "POST", headers, body: '{"type":"hello"}' });
    expect(await answerOf(await bot.fetch(changed))).toMatchObject({
      status: 401,
      body: { reason: "forged" },
    });
    const bare = new Request("https://bot.test/", { method: "POST", body: "{}" });
    expect(await answerOf(await bot.fetch(bare))).toMatchObject({
      status: 401,
      body: { reason: "unsigned" },
    });
    const read = new Request("https://bot.test/");
    expect(await answerOf(await bot.fetch(read))).toMatchObject({ status: 405, body: { reason: "method" } });
    const huge = call({ body: { type: "hello", filler: "x".repeat(1_100_000) } });
    expect(await answerOf(await bot.fetch(huge))).toMatchObject({ status: 413 });
  });

  it("takes a delivery once, and the next one under its own name [F209]", async () => {
    const bot = echo();
    expect((await bot.fetch(call())).status).toBe(200);
    expect(await answerOf(await bot.fetch(call()))).toMatchObject({
      status: 409,
      body: { reason: "replayed" },
    });
    expect((await bot.fetch(call({ delivery: "d-2" }))).status).toBe(200);
  });

  it("names the secret that is missing [F67]", async () => {
    await expect(new Bot().fetch(call())).rejects.toMatchObject({ code: "setting" });
    await expect(new Bot().fetch(call())).rejects.toThrow("NATTER_WEBHOOK_SECRET");
  });
});
