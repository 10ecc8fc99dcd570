import { setTimeout as wait } from "node:timers/promises";
import { Bot, Manager } from "@natter/bot";
import { describe, expect, it } from "vitest";
import { bySocket } from "./by-socket.js";
import { byAnswerAlone, byWebhook } from "./by-webhook.js";
import { embedded } from "./embedded.js";
import type { MakeBot, MakeManager } from "./house.js";
import { onEngine } from "./on-engine.js";
import { patient, said, textsOf } from "./said.js";

describe.each([bySocket, embedded, byWebhook, byAnswerAlone, onEngine])("a bot $name", (way) => {
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

  it("answers each conversation in its order, and several at once [F39] [F40] [F63]", async () => {
    let running = 0;
    let most = 0;
    let meet = () => {};
    const haveMet = new Promise<void>((resolve) => {
      meet = resolve;
    });
    const slow: MakeBot = (options) =>
      new Bot(options).on("text", async (ctx) => {
        most = Math.max(most, ++running);
        if (running > 1) meet();
        await haveMet;
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
    let overtake = () => {};
    const isOvertaken = new Promise<void>((resolve) => {
      overtake = resolve;
    });
    let settle = () => {};
    const hasTried = new Promise<void>((resolve) => {
      settle = resolve;
    });
    const sleepy: MakeBot = (options) =>
      new Bot(options).on("text", async (ctx) => {
        if (ctx.isFirstAttempt) {
          await isOvertaken;
          await ctx.reply("too late").catch(() => {});
          return settle();
        }
        overtake();
        await ctx.reply("in time");
      });
    await using house = await way.open(sleepy, { requestTimeoutMs: 2000 });
    const conversation = await house.converse();
    await conversation.say("go");
    await said(conversation, 2);
    await hasTried;
    expect(textsOf(await said(conversation, 2))).toEqual(["go", "in time"]);
  });

  it("gets quick messages as one request [F207]", async () => {
    const gatherer: MakeBot = (options) =>
      new Bot(options).burst({ quiet: 60_000, maxMessages: 3 }, (ctx) =>
        ctx.reply(`${ctx.messages.map(({ text }) => text).join("+")} ${ctx.isAggregation}`),
      );
    await using house = await way.open(gatherer, patient);
    const conversation = await house.converse();
    for (const text of ["a", "b", "c", "d", "e", "f"]) await conversation.say(text);
    // The first is full before the last message comes, and may be answered before.
    const answers = textsOf(await said(conversation, 8)).filter((text) => text.includes(" "));
    expect(answers).toEqual(["a+b+c true", "d+e+f true"]);
  });

  it("answers only the newest message where it wants that, and stops working on the others [F207]", async () => {
    const hasty: MakeBot = (options) =>
      new Bot({ ...options, policy: "latest" }).on("text", async (ctx) => {
        if (ctx.message.text !== "c") {
          const { signal } = ctx;
          await new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
        }
        await ctx.reply(`re ${ctx.message.text}`);
      });
    await using house = await way.open(hasty, patient);
    const conversation = await house.converse();
    for (const text of ["a", "b", "c"]) {
      await conversation.say(text);
      await wait(50);
    }
    expect(textsOf(await said(conversation, 4))).toEqual(["a", "b", "c", "re c"]);
  });

  it("hears by its signal that nobody waits for it any more [F207] [F209]", async () => {
    let began = () => {};
    const hasBegun = new Promise<void>((resolve) => {
      began = resolve;
    });
    let abortedBy: unknown = null;
    const sleepy: MakeBot = (options) =>
      new Bot(options).on("text", async ({ signal }) => {
        signal.addEventListener("abort", () => {
          abortedBy = signal.reason;
        });
        began();
        await new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
      });
    await using house = await way.open(sleepy, patient);
    const conversation = await house.converse();
    await conversation.say("hi");
    await hasBegun;
    await conversation.end();
    await expect.poll(() => abortedBy).toMatchObject({ code: "aborted" });
  });

  it("is called when somebody joins, knows who and where, and greets [F41] [F62]", async () => {
    const greeter: MakeBot = (options) =>
      new Bot(options).on("system", async (ctx, next) => {
        const { event } = ctx.message;
        if (event.type !== "participant-joined" || event.kind !== "human") return next();
        expect(ctx.conversation.id).toBe(ctx.message.conversationId);
        expect(ctx.self.kind).toBe("bot");
        await ctx.reply(`Hello ${event.nickname}!`);
      });
    await using house = await way.open(greeter, patient);
    // Over a socket, too, the server knows what the bot hears before the conversation starts.
    expect(textsOf(await said(await house.converse("Ada"), 1))).toEqual(["Hello Ada!"]);
  });

  it("as a manager sends on what people say, and decides what they see [F43] [F44] [F55]", async () => {
    const echo: MakeBot = (options) =>
      new Bot(options).on("text", (ctx) => ctx.reply(`You said: ${ctx.message.text}`));
    const makeManager: MakeManager = (options) => {
      const manager = new Manager(options);
      manager.hears("help", (ctx) => ctx.as("bot").reply("I echo."));
      manager.on("human:text", (ctx) => ctx.redirect("bot", { text: ctx.message.text.toUpperCase() }));
      manager.on("draft:text", (ctx) => {
        if (ctx.message.text.includes("SECRET")) return ctx.draft.reject("a secret");
        if (ctx.message.text.includes("DAMN")) return ctx.draft.rewrite("You said: ****");
        return ctx.draft.approve();
      });
      return manager;
    };
    await using house = await way.open(echo, { ...patient, makeManager });
    const conversation = await house.converse();
    for (const [text, count] of [
      ["hi", 2],
      ["secret", 3],
      ["damn", 5],
      ["help", 7],
    ] as const) {
      await conversation.say(text);
      await said(conversation, count);
    }
    const thread = ["hi", "You said: HI", "secret", "damn", "You said: ****", "help", "I echo."];
    expect(textsOf(await said(conversation, thread.length))).toEqual(thread);
  });
});
