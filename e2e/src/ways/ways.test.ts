import { setTimeout as wait } from "node:timers/promises";
import { Bot } from "@natter/bot";
import type { TextMessage } from "@natter/protocol";
import { describe, expect, it } from "vitest";
import { bySocket } from "./by-socket.js";
import { byWebhook } from "./by-webhook.js";
import { embedded } from "./embedded.js";
import type { Conversation, MakeBot } from "./house.js";
import { onEngine } from "./on-engine.js";

const patient = { requestTimeoutMs: 60_000 };

/** What was said, in order, once there is so much of it. */
async function said(conversation: Conversation, count: number): Promise<TextMessage[]> {
  let texts: TextMessage[] = [];
  const read = async () => {
    texts = (await conversation.thread()).filter((message) => message.type === "text");
    return texts.length;
  };
  await expect.poll(read, { timeout: 10_000, interval: 20 }).toBeGreaterThanOrEqual(count);
  // What must not come has had its chance.
  await wait(100);
  await read();
  return texts;
}

const textsOf = (messages: readonly TextMessage[]) => messages.map(({ text }) => text);

describe.each([bySocket, embedded, byWebhook, onEngine])("a bot $name", (way) => {
  it("answers [F200] [F209] [F210] [F211]", async () => {
    const echo: MakeBot = (options) =>
      new Bot(options).on("text", (ctx) => ctx.reply(`You said: ${ctx.message.text}`));
    await using house = await way.open(echo, patient);
    const conversation = await house.converse();
    await conversation.say("hi");
    expect(textsOf(await said(conversation, 2))).toEqual(["hi", "You said: hi"]);
  });

  it("offers options and hears what was picked [F65]", async () => {
    const barista: MakeBot = (options) => {
      const bot = new Bot(options);
      bot.choice("Tea", (ctx) => ctx.quote(`One ${ctx.choice.text}, option ${ctx.choice.index}`));
      return bot.on("text", (ctx) => ctx.reply("What will it be?", { options: ["Coffee", "Tea"] }));
    };
    await using house = await way.open(barista, patient);
    const conversation = await house.converse();
    await conversation.say("hello");
    const offer = (await said(conversation, 2))[1];
    expect(offer?.options).toEqual([{ text: "Coffee" }, { text: "Tea" }]);
    await conversation.say("Tea", offer?.id);
    const [, , pick, answer] = await said(conversation, 4);
    expect(answer).toMatchObject({ text: "One Tea, option 1", quotedMessageId: pick?.id });
  });

  it("answers each conversation in its order, and several at once [F39] [F63]", async () => {
    let running = 0;
    let most = 0;
    const slow: MakeBot = (options) =>
      new Bot(options).on("text", async (ctx) => {
        most = Math.max(most, ++running);
        await wait(Math.random() * 30);
        running -= 1;
        await ctx.reply(`1:${ctx.message.text}`);
        await ctx.reply(`2:${ctx.message.text}`);
      });
    await using house = await way.open(slow, patient);
    const words = ["a", "b", "c", "d", "e"];
    const conversations = await Promise.all(["Ann", "Ben", "Cho"].map((name) => house.converse(name)));
    await Promise.all(
      conversations.map(async (conversation) => {
        for (const word of words) await conversation.say(word);
      }),
    );
    for (const conversation of conversations) {
      const replies = textsOf(await said(conversation, 15)).filter((text) => text.includes(":"));
      expect(replies).toEqual(words.flatMap((word) => [`1:${word}`, `2:${word}`]));
    }
    expect(most).toBeGreaterThan(1);
  });

  it("is asked again after a failure, and repeats nothing that it said before [F39]", async () => {
    const shaky: MakeBot = (options) =>
      new Bot(options).on("text", async (ctx) => {
        await ctx.reply("first");
        if (ctx.isFirstAttempt) throw new Error("shaky");
        await ctx.reply(`second, at attempt ${ctx.attempt}`);
      });
    await using house = await way.open(shaky, patient);
    const conversation = await house.converse();
    await conversation.say("go");
    expect(textsOf(await said(conversation, 3))).toEqual(["go", "first", "second, at attempt 2"]);
  });

  it("is not heard any more in an attempt that was overtaken [F39]", async () => {
    const late: string[] = [];
    const sleepy: MakeBot = (options) =>
      new Bot(options).on("text", async (ctx) => {
        if (ctx.isFirstAttempt) {
          await wait(1200);
          await ctx.reply("too late").catch((error: unknown) => late.push(String(error)));
          return;
        }
        await ctx.reply("in time");
      });
    await using house = await way.open(sleepy, { requestTimeoutMs: 300 });
    const conversation = await house.converse();
    await conversation.say("go");
    await said(conversation, 2);
    await wait(700);
    expect(textsOf(await said(conversation, 2))).toEqual(["go", "in time"]);
  });

  it("greets who joins [F62]", async () => {
    const greeter: MakeBot = (options) =>
      new Bot(options).on("system", async (ctx, next) => {
        const { event } = ctx.message;
        if (event.type !== "participant-joined" || event.kind !== "human") return next();
        await ctx.reply(`Hello ${event.nickname}!`);
      });
    await using house = await way.open(greeter, patient);
    // Over a socket, too, the server knows what the bot hears before the conversation starts.
    expect(textsOf(await said(await house.converse("Ada"), 1))).toEqual(["Hello Ada!"]);
  });
});
