import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { registerBot, setWebhook } from "@natter/server";
import { expect, it, onTestFinished } from "vitest";
import { serve } from "./served.js";

const heard: RequestListener = (_, response) => response.end('{"hears":["message"]}');

/** A house whose bot is whatever answers at this address; its hello is answered by itself, unless told otherwise. */
async function houseWith(answer: RequestListener, greet = heard) {
  const endpoint = createServer((request, response) => {
    const isHello = Number(request.headers["content-length"]) < 100;
    (isHello ? greet : answer)(request, response);
  }).listen(0, "127.0.0.1");
  await once(endpoint, "listening");
  const house = await serve({ requestTimeoutMs: 60_000 });
  onTestFinished(async () => {
    await house[Symbol.asyncDispose]();
    endpoint.closeAllConnections();
    endpoint.close();
  });
  const { store } = house.server;
  const { bot } = await registerBot(store, { name: "bot" });
  await setWebhook(store, bot, `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}/`);
  const conversation = await house.converse();
  await conversation.say("hello");
  const record = async () => {
    const [row] = await store.requests.page({ filters: {}, order: "ascending", upTo: 9, limit: 1 });
    return row?.record;
  };
  return { record, conversation, store, bot, warnings: house.warnings };
}

const json = (value: unknown) => JSON.stringify(value);

it("an endpoint that fails is called again, with backoff, under a new delivery, and the log says so [F39] [F209]", async () => {
  const deliveries: unknown[] = [];
  const { record, warnings } = await houseWith((request, response) => {
    deliveries.push(request.headers["natter-delivery"]);
    if (deliveries.length === 1) response.writeHead(500).end("out of order");
    else response.end(json({ effects: [{ type: "send", text: "there" }], done: true }));
  });
  await expect.poll(async () => (await record())?.status).toBe("done");
  expect(await record()).toMatchObject({
    attempt: 2,
    error: null,
    response: { messages: [{ text: "there" }] },
  });
  expect(new Set(deliveries).size).toBe(2);
  // Without what the endpoint said, which may hold a message.
  expect(warnings).toMatchObject([{ bot: "bot", reason: "the webhook answered 500", times: 1 }]);
});

it("an endpoint with another secret is told apart in the log, with the remedy [F39] [F209]", async () => {
  const { warnings } = await houseWith((_, response) => response.writeHead(401).end("forged"));
  await expect
    .poll(() => warnings[0])
    .toMatchObject({
      reason: expect.stringMatching(/^the webhook answered 401: .*NATTER_WEBHOOK_SECRET.*--webhook-secret/u),
    });
});

it.each<[string, RequestListener, string]>([
  ["is gone", (_, response) => response.writeHead(410).end("gone"), "the webhook answered 410: gone"],
  [
    "sends what is no effect",
    (_, response) => response.end(json({ effects: [{ type: "send", text: "" }], done: true })),
    "invalid: effect.text is empty",
  ],
])("an endpoint that %s has its request put aside, with the reason [F209]", async (_, answer, error) => {
  const { record, conversation } = await houseWith(answer);
  await expect.poll(async () => (await record())?.status).toBe("dead");
  expect((await record())?.error).toContain(error);
  expect((await conversation.thread()).filter(({ type }) => type === "text")).toHaveLength(1);
});

it("what is no answer at all is a failure that is tried again [F209]", async () => {
  const { record } = await houseWith((_, response) => response.end("<html>"));
  await expect.poll(async () => (await record())?.error).toBe("the webhook's answer is not JSON");
});

it("an endpoint that is away has failed at nothing: its requests wait, and are answered when it is back [F201] [F209]", async () => {
  let isAway = false;
  let refused = 0;
  const awayOr = (answer: RequestListener): RequestListener => {
    return (request, response) => {
      if (!isAway) return answer(request, response);
      refused += 1;
      request.destroy();
    };
  };
  const there: RequestListener = (_, response) =>
    response.end(json({ effects: [{ type: "send", text: "there" }], done: true }));
  const { record, conversation, warnings, store, bot } = await houseWith(awayOr(there), awayOr(heard));
  await expect.poll(async () => (await record())?.status).toBe("done");
  isAway = true;
  await conversation.say("are you there?");
  const second = async () => {
    const [, row] = await store.requests.page({ filters: {}, order: "ascending", upTo: 9, limit: 2 });
    return row?.record;
  };
  // Far more greetings than a request may fail.
  await expect.poll(() => refused, { timeout: 10_000 }).toBeGreaterThan(20);
  expect(await second()).toMatchObject({ status: "pending", error: null });
  isAway = false;
  await expect.poll(async () => (await second())?.status, { timeout: 10_000 }).toBe("done");
  expect((await second())?.attempt).toBeLessThanOrEqual(2);
  // Said now and then, not with every greeting.
  expect(warnings.length).toBeLessThanOrEqual(2);
  expect((await store.bots.find(bot.id))?.hears).toEqual(["message"]);
});

it("what a bot wants after it was deployed anew, the server hears by itself [F209]", async () => {
  let hears = ["message"];
  const { store, bot } = await houseWith(
    (_, response) => response.end(json({ done: true })),
    (_, response) => response.end(json({ hears })),
  );
  await expect.poll(async () => (await store.bots.find(bot.id))?.hears).toEqual(["message"]);
  hears = ["message", "system"];
  await expect.poll(async () => (await store.bots.find(bot.id))?.hears).toEqual(["message", "system"]);
});

it("an endpoint that never answers its greeting holds up no other bot [F209]", async () => {
  const { store, warnings } = await houseWith(
    () => {},
    () => {},
  );
  const other = createServer((_, response) => response.end('{"hears":["system"]}')).listen(0, "127.0.0.1");
  await once(other, "listening");
  onTestFinished(() => void other.close());
  const { bot } = await registerBot(store, { name: "other" });
  await setWebhook(store, bot, `http://127.0.0.1:${(other.address() as AddressInfo).port}/`);
  await expect.poll(async () => (await store.bots.find(bot.id))?.hears).toEqual(["system"]);
  expect(warnings).toEqual([]);
});
