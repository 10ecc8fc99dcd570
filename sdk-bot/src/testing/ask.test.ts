import { describe, expect, it } from "vitest";
import { Bot } from "../bot.js";
import { NoAnswerError } from "../errors.js";
import { talk } from "./talk.js";

const patient = () => {
  const bot = new Bot();
  bot.on("text", async (ctx) => {
    const answer = await ctx.ask("Still there?", { timeoutMs: 3_600_000 });
    await ctx.reply(`You said: ${answer.text}`);
  });
  bot.catch((error, ctx) => {
    if (!(error instanceof NoAnswerError)) throw error;
    return ctx.reply("Never mind.");
  });
  return bot;
};

describe("a question under the virtual clock", () => {
  it("times out when its hour has passed, and not before [F204] [F212]", async () => {
    await using chat = await talk(patient);
    await chat.user.says("hello");
    await chat.expect("Still there?");
    await chat.advance(3_599_999);
    await chat.expectSilence();
    await chat.advance(1);
    await chat.expect("Never mind.");
    expect(await chat.failures()).toEqual([]);
  });

  it("is answered in the last moment, and then does not time out [F204] [F212]", async () => {
    await using chat = await talk(patient);
    await chat.user.says("hello");
    await chat.expect("Still there?");
    await chat.advance(3_599_999);
    await chat.user.says("yes");
    await chat.expect("You said: yes");
    await chat.advance(7_200_000);
    await chat.expectSilence();
  });

  it("waits for people, whatever stands behind it, and does not move the clock [F212]", async () => {
    await using chat = await talk(patient);
    await Promise.all([chat.user.says("one"), chat.user.says("two")]);
    await chat.expect("Still there?");
    await chat.expectSilence();
    await chat.user.says("yes");
    await chat.expect("You said: yes");
    await chat.expect("Still there?");
    await chat.advance(3_600_000);
    await chat.expect("Never mind.");
  });

  it("times out in a bot that has died meanwhile [F204] [F212]", async () => {
    await using chat = await talk(patient);
    await chat.user.says("hello");
    await chat.expect("Still there?");
    chat.crash({ afterEffect: 1 });
    await chat.advance(3_600_000);
    await chat.expect("Never mind.");
  });
});
