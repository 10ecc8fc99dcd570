import { expect, test } from "vitest";
import { Limiter } from "../../limits/limiter.js";
import { readRates } from "../../limits/rates.js";
import { silent } from "../../observer.js";
import { issueBotKey } from "../../registration.js";
import { type Lease, leaseRequest } from "../../requests/lease-request.js";
import { openTestApp } from "../testing/test-app.js";

/** A bot that has a request in hand, and its way to call about it. */
async function openAsked(rates: string[] = ["off"]) {
  const app = await openTestApp({ limiter: new Limiter({ rates: readRates(rates), observer: silent }) });
  const actor = await app.test.addBot("menu");
  const { key } = await issueBotKey(app.test.store, { id: actor.botId, name: "menu" });
  const { conversation, token } = await app.start({ bots: ["menu"] });
  const messages = `/conversations/${conversation.id}/messages`;
  await app.call("POST", messages, { token, body: { localId: "a", text: "hello" } });
  const lease = async () => {
    const leased = await leaseRequest(
      app.test.core,
      { botId: actor.botId, conversationId: conversation.id },
      "test",
    );
    const { request } = leased as Lease & { type: "leased" };
    return { requestId: request.requestId, attempt: request.attempt };
  };
  const call = async (path: string, body: object) => {
    const response = await app.call("POST", `/bots/${path}`, { token: key, body });
    const answer = (await response.json()) as Record<string, unknown>;
    return { status: response.status, answer, headers: response.headers };
  };
  const texts = async () => {
    const answer = await app.call("GET", messages, { token });
    const page = (await answer.json()) as { messages: { text?: string }[] };
    return page.messages.flatMap(({ text }) => text ?? []);
  };
  return { app, call, lease, texts };
}

const send = (text: string) => ({ type: "send", text });

test("an effect over REST is stored at once, and once however often it comes [F209]", async () => {
  const { app, call, lease, texts } = await openAsked();
  await using _ = app;
  const of = await lease();
  const first = await call("effects", { ...of, index: 0, effect: send("tea") });
  expect(first).toMatchObject({
    status: 200,
    answer: { duplicate: false, message: { text: "tea", seq: expect.any(Number) } },
  });
  const again = await call("effects", { ...of, index: 0, effect: send("tea") });
  expect(again.answer).toEqual({ ...first.answer, duplicate: true });
  expect(await texts()).toEqual(["hello", "tea"]);
});

test("steps, reports, streams and questions have the socket's answers [F204] [F205] [F206] [F209]", async () => {
  const { app, call, lease, texts } = await openAsked();
  await using _ = app;
  const of = await lease();
  const step = await call("steps", { ...of, index: 0, name: "time", result: { value: 7 } });
  expect(step.answer).toEqual({ result: { value: 7 } });
  expect((await call("reports", { ...of, index: 1, report: { tool: "till" } })).answer).toEqual({});
  const begun = await call("deltas", { ...of, index: 2, from: 0, text: "two " });
  expect(begun.answer).toEqual({ messageId: expect.any(String), isFinal: false });
  await call("deltas", { ...of, index: 2, from: 4, text: "teas" });
  expect((await call("deltas/end", { ...of, index: 2 })).answer).toMatchObject({
    message: { text: "two teas", id: begun.answer.messageId },
  });
  const question = await call("questions", { ...of, index: 3, text: "Milk?" });
  expect(question.answer).toMatchObject({ message: { text: "Milk?" }, outcome: { type: "waiting" } });
  // The attempt is over with its question.
  const late = await call("effects", { ...of, index: 4, effect: send("late") });
  expect(late).toMatchObject({ status: 409, answer: { code: "fenced", isRetryable: false } });
  expect(await texts()).toEqual(["hello", "two teas", "Milk?"]);
});

test("an attempt that was overtaken, and code that changed its mind, are told by their codes [F39] [F205]", async () => {
  const { app, call, lease } = await openAsked();
  await using _ = app;
  const of = await lease();
  await call("effects", { ...of, index: 0, effect: send("tea") });
  for (const path of ["effects", "steps", "reports", "deltas", "questions"] as const) {
    const stale = { ...of, attempt: of.attempt + 1, index: 0, from: 0, text: "a", name: "a" };
    const body = { ...stale, effect: send("a"), report: { tool: "a" } };
    expect((await call(path, body)).answer).toMatchObject({ code: "fenced" });
  }
  const other = await call("steps", { ...of, index: 0, name: "time" });
  expect(other).toMatchObject({ status: 409, answer: { code: "changed_mind" } });
});

test("a bot's calls are charged to the bot; without a good key they are charged to the address [F209]", async () => {
  const { app, call, lease } = await openAsked(["address-calls=0.001/4", "bot-calls=0.001/6"]);
  await using _ = app;
  const of = await lease();
  for (let n = 0; n < 6; n += 1) {
    const { status } = await call("effects", { ...of, index: n, effect: send("tea") });
    expect(status).toBe(200);
  }
  const refused = await call("effects", { ...of, index: 6, effect: send("tea") });
  expect(refused).toMatchObject({ status: 429, answer: { code: "rate_limited" } });
  expect(refused.headers.get("RateLimit")).toContain('"bot-calls";r=0');
  const guess = () => app.call("POST", "/bots/effects", { token: "natter_bot_x", body: {} });
  expect((await guess()).status).toBe(401);
  expect((await guess()).status).toBe(401);
  expect((await guess()).status).toBe(429);
});
