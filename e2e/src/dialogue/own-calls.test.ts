import { Bot } from "@natter/bot";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Stage } from "./stage.js";

describe("what a bot does of its own accord", () => {
  let stage: Stage;
  beforeEach(async () => {
    stage = await Stage.open();
  });
  afterEach(() => stage[Symbol.asyncDispose]());

  /** The same bot over its socket, or over REST where it was not started, as one behind a webhook. */
  const doors = [
    ["over its socket", async (key: string) => stage.startBot(key, () => {})],
    ["over REST", async (key: string) => new Bot({ url: stage.server.url, key })],
  ] as const;

  it.each(doors)("[F216] says a thing once by its key, %s, where it is a participant", async (_, open) => {
    const bot = await open(await stage.addBot("clerk"));
    await stage.addBot("other");
    const guest = await stage.guest("clerk");
    const stranger = await stage.guest("other");
    const conversation = bot.conversation(guest.conversationId);
    const first = await conversation.send("Your tea is ready.", { key: "tea", options: ["Thanks"] });
    expect(await conversation.send("Your tea is ready.", { key: "tea", options: ["Thanks"] })).toEqual(first);
    await expect(conversation.send("It is cold.", { key: "tea" })).rejects.toMatchObject({
      code: "conflict",
    });
    await conversation.send("It is cold.", { key: "cold" });
    expect(await guest.texts()).toEqual(["Your tea is ready.", "It is cold."]);
    const elsewhere = bot.conversation(stranger.conversationId).send("Hello", { key: "tea" });
    await expect(elsewhere).rejects.toMatchObject({ code: "not_found" });
    expect(await stranger.texts()).toEqual([]);
    await expect(conversation.send("", { key: "empty" })).rejects.toMatchObject({
      code: "invalid",
      details: [{ field: "text" }],
    });
    await conversation.leave();
    await expect(conversation.send("Hello?", { key: "late" })).rejects.toMatchObject({ code: "not_found" });
  });

  it("[F98] [F252] reports what it used for an answer, whole, linked to the request and to no other", async () => {
    const text = "long ".repeat(4000);
    await stage.startBot(await stage.addBot("clerk"), (bot) =>
      bot.on("text", async (ctx) => {
        await ctx.report({ tool: "menu", arguments: { text }, result: [1], usage: { tokens: 12 } });
        await ctx.reply("Tea.");
        await ctx.report({ tool: "till" });
        if (ctx.isFirstAttempt) throw new Error("again");
      }),
    );
    const guest = await stage.guest("clerk");
    await guest.say("hi");
    await expect.poll(() => stage.statuses()).toEqual(["done"]);
    const [record] = await stage.history();
    expect(record?.response).toMatchObject({
      messages: [{ text: "Tea." }],
      reports: [{ tool: "menu", arguments: { text }, result: [1], usage: { tokens: 12 } }, { tool: "till" }],
    });
    expect(await guest.texts()).toEqual(["hi", "Tea."]);
  });

  it("[F217] reads its own history, whole and newest first, and nobody else's", async () => {
    const key = await stage.addBot("clerk");
    const bot = await stage.startBot(key, (made) =>
      made.on("text", (ctx) => ctx.reply(`re: ${ctx.message.text}`)),
    );
    await stage.startBot(await stage.addBot("other"), (made) => made.on("text", () => {}));
    const guest = await stage.guest("clerk");
    await (await stage.guest("other")).say("not yours");
    for (let count = 0; count < 60; count++) await guest.say(`m${count}`);
    // Sixty answers on a slow machine.
    await expect.poll(async () => (await guest.texts()).at(-1), { timeout: 100_000 }).toBe("re: m59");
    const answers: unknown[] = [];
    for await (const { response } of bot.requests({ conversation: guest.conversationId, status: "done" })) {
      answers.push(response?.messages[0]?.text);
    }
    // The last one may be answered and not yet done.
    expect(answers.slice(-59)).toEqual(Array.from({ length: 59 }, (_, index) => `re: m${58 - index}`));
    let count = 0;
    for await (const _ of bot.requests()) count += 1;
    expect(count).toBe(60);
    const ofBot: string[] = [];
    for await (const { id } of bot.requests({ status: "done" })) ofBot.push(id);
    const overRest: string[] = [];
    for await (const { id } of new Bot({ url: stage.server.url, key }).requests({ status: "done" })) {
      overRest.push(id);
    }
    expect(overRest.slice(-59)).toEqual(ofBot.slice(-59));
  });
});
