import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { leaseRequest } from "../requests/lease-request.js";
import { completeRequest, releaseRequest } from "../requests/settle-request.js";
import { timeOutQuestions } from "../requests/time-out-questions.js";
import { openTestCore, type TestCore } from "../testing/test-core.js";
import type { BotActor } from "./actor.js";
import { askPeople } from "./ask-people.js";
import { createConversation, type Joined } from "./create-conversation.js";
import { endConversation } from "./end-conversation.js";
import { recordStep } from "./record-step.js";
import { sendMessage } from "./send-message.js";
import { sendReply } from "./testing/send-reply.js";

type Attempt = { requestId: string; attempt: number };

describe("a dialogue", () => {
  let house: TestCore;
  let bot: BotActor;
  let joined: Joined;

  beforeEach(async () => {
    house = await openTestCore();
    bot = await house.addBot("clerk");
    const start = { nickname: "Ann", name: null, bots: ["clerk"], metadata: null };
    joined = await createConversation(house.core, null, start);
  });
  afterEach(() => house[Symbol.asyncDispose]());

  const say = (text: string) =>
    sendMessage(house.core, joined.actor, joined.conversation.id, {
      type: "text",
      localId: text,
      text,
      quotedMessageId: null,
      metadata: null,
    });
  const lane = () => ({ botId: bot.botId, conversationId: joined.conversation.id });
  const lease = () => leaseRequest(house.core, lane(), "one");
  const leased = async () => {
    const result = await lease();
    if (result.type !== "leased") throw new Error(`expected a lease, got ${result.type}`);
    return result.request;
  };
  const ask = ({ requestId, attempt }: Attempt, index: number, timeoutMs = 60_000) =>
    askPeople(house.core, bot, {
      requestId,
      attempt,
      index,
      text: `question ${index}`,
      options: [{ text: "Tea" }],
      timeoutMs,
    });
  const step = ({ requestId, attempt }: Attempt, name: string, result: { value?: unknown } | null) =>
    recordStep(house.core, bot, { requestId, attempt, index: 0, name, result });
  const reply = (request: Attempt, index: number) => sendReply(house.core, bot, request, index);
  const history = async () => {
    const rows = await house.store.requests.page({ filters: {}, order: "ascending", upTo: 1e9, limit: 50 });
    return rows.map(({ record }) => [record.request.message.localId, record.status, record.error]);
  };
  const texts = async () => {
    const page = await house.store.feed.changesAfter(joined.conversation.id, 0, 50);
    return page?.messages.filter(({ type }) => type === "text").map(({ text }) => text);
  };

  it("[F204] a question suspends the request, and the next message of a person answers it instead of being asked", async () => {
    await say("hi");
    const first = await leased();
    expect((await ask(first, 0)).outcome).toEqual({ type: "waiting" });
    expect(await history()).toEqual([["hi", "waiting", null]]);
    expect((await lease()).type).toBe("idle");
    await say("Tea");
    expect(house.published.at(-1)?.asked).toEqual([lane()]);
    expect(await history()).toEqual([["hi", "pending", null]]);
    const second = await leased();
    expect([second.requestId, second.attempt]).toEqual([first.requestId, 2]);
    const { outcome } = await ask(second, 0);
    expect(outcome).toMatchObject({ type: "answered", message: { text: "Tea" } });
    await completeRequest(house.core, bot, second);
    await say("more");
    expect(await history()).toEqual([
      ["hi", "done", null],
      ["more", "pending", null],
    ]);
    expect(await texts()).toEqual(["hi", "question 0", "Tea", "more"]);
  });

  it("[F204] messages from before the question are no answer, and wait their turn", async () => {
    await say("hi");
    const first = await leased();
    await say("early");
    await ask(first, 0);
    expect((await lease()).type).toBe("idle");
    await say("answer");
    const second = await leased();
    expect((await ask(second, 0)).outcome).toMatchObject({ message: { text: "answer" } });
    await completeRequest(house.core, bot, second);
    expect((await leased()).payload.message.localId).toBe("early");
  });

  it("[F204] a question asked again because its answer was lost stands once", async () => {
    await say("hi");
    const first = await leased();
    const once = await ask(first, 0);
    expect(await ask(first, 0)).toEqual(once);
    await say("Tea");
    await expect(ask(first, 0)).rejects.toMatchObject({ code: "fenced" });
    expect(await texts()).toEqual(["hi", "question 0", "Tea"]);
  });

  it("[F204] a question times out with no bot alive, and only then", async () => {
    // However slow the machine is.
    house.setTime(1_000_000);
    await say("hi");
    await ask(await leased(), 0, 1000);
    house.advance(500);
    await timeOutQuestions(house.core);
    expect(await history()).toEqual([["hi", "waiting", null]]);
    house.advance(600);
    await timeOutQuestions(house.core);
    expect(house.published.at(-1)?.asked).toEqual([lane()]);
    const second = await leased();
    expect((await ask(second, 0)).outcome).toEqual({ type: "timed-out" });
    await say("late");
    expect((await history())[1]).toEqual(["late", "pending", null]);
  });

  it("[F204] the end of the conversation puts a waiting request aside", async () => {
    await say("hi");
    await ask(await leased(), 0);
    await endConversation(house.core, joined.actor, joined.conversation.id);
    expect(await history()).toEqual([["hi", "dead", "the conversation ended before an answer"]]);
  });

  it("[F204] a dialogue may have more questions than a request has attempts", async () => {
    await say("hi");
    for (let index = 0; index < 12; index++) {
      const request = await leased();
      expect((await ask(request, index)).outcome.type).toBe("waiting");
      await say(`answer ${index}`);
    }
    expect((await leased()).attempt).toBe(13);
  });

  it("[F205] a step is recorded once, whoever comes later", async () => {
    await say("hi");
    const first = await leased();
    expect(await step(first, "price", null)).toEqual({ result: null });
    expect(await step(first, "price", { value: { cents: 3 } })).toEqual({ result: { value: { cents: 3 } } });
    await releaseRequest(house.core, first);
    const second = await leased();
    await expect(step(first, "price", { value: 0 })).rejects.toMatchObject({ code: "fenced" });
    expect(await step(second, "price", null)).toEqual({ result: { value: { cents: 3 } } });
    expect(await step(second, "price", { value: 4 })).toEqual({ result: { value: { cents: 3 } } });
  });

  it("[F205] code that changed its mind is told what it did before and what it does now", async () => {
    await say("hi");
    const first = await leased();
    await step(first, "price", { value: 1 });
    await reply(first, 1);
    const refused = (what: Promise<unknown>) => what.catch((error: Error) => error.message);
    expect(await refused(step(first, "cost", null))).toMatch(
      /0 .* was "step price", and is now "step cost"/u,
    );
    expect(await refused(reply(first, 0))).toMatch(/was "step price", and is now "send"/u);
    expect(await refused(ask(first, 1))).toMatch(/was "send", and is now "ask"/u);
    await expect(ask(first, 1)).rejects.toMatchObject({ code: "changed_mind" });
  });
});
