import { describe, expect, it } from "vitest";
import { Bot } from "../bot.js";
import { everyCrash } from "./every-crash.js";
import { talk } from "./talk.js";

const echo = () => {
  const bot = new Bot();
  bot.on("text", (ctx) => ctx.reply(`You said: ${ctx.message.text}`));
  return bot;
};

/** Greets, offers, quotes, and answers twice. */
const barista = () => {
  const bot = new Bot();
  bot.on("system", async (ctx, next) => {
    const { event } = ctx.message;
    if (event.type !== "participant-joined" || event.kind !== "human") return next();
    await ctx.reply(`Hello ${event.nickname}!`, { options: ["Tea", "Coffee"] });
  });
  bot.choice("Tea", async (ctx) => {
    await ctx.quote("Tea it is.");
    await ctx.reply("Milk?", { options: ["Yes", "No"], metadata: { step: 2 } });
  });
  bot.choice(/Yes|No/u, (ctx) => ctx.reply(`Milk: ${ctx.choice.text}`));
  bot.on("text", (ctx) => ctx.reply("Pick one."));
  return bot;
};

describe("talking to a bot", () => {
  it("takes three lines to the first expectation [F212]", async () => {
    await using chat = await talk(echo());
    await chat.user.says("hi");
    await chat.expect("You said: hi");
  });

  it("reads like a dialogue: greeting, options, choices, silence [F212]", async () => {
    await using chat = await talk(barista, { nickname: "Ada" });
    await chat.expectOptions("Tea", "Coffee");
    await chat.user.picks("Tea");
    await chat.expect("Tea it is.");
    await chat.expectOptions("Yes", "No");
    await chat.user.picks("No");
    await chat.expect(/^Milk: /u);
    await chat.expectSilence();
    expect((await chat.transcript())[2]).toEqual({
      who: "bot",
      text: "Tea it is.",
      options: [],
      quotes: 1,
      metadata: null,
    });
  });

  it("says what was expected, what was said, and what the handlers threw [F212]", async () => {
    await using chat = await talk(echo);
    await chat.user.says("hi");
    await expect(chat.expect("hello")).rejects.toThrow(
      'expected the bot to say "hello", and it said "You said: hi".\nThe conversation:\n  Ann: hi\n  bot: You said: hi',
    );
    await expect(chat.expect("more")).rejects.toThrow(
      'expected the bot to say "more", and it said nothing more.',
    );
    await expect(chat.user.picks("Tea")).rejects.toThrow(
      'there is no option "Tea" to pick; the bot has offered none',
    );
    const broken = new Bot();
    broken.on("text", () => {
      throw new Error("out of tea");
    });
    await using failing = await talk(broken);
    await failing.user.says("hi");
    await expect(failing.expect("hello")).rejects.toThrow("Error: out of tea");
  });

  it("tells those who hand over no bot, or a function that forgets to return it [F67] [F212]", async () => {
    const remedy = "Give the test kit a bot, or a function that makes one and returns it";
    for (const wrong of [undefined, {}, () => {}]) {
      await expect(talk(wrong as unknown as Bot)).rejects.toThrow(remedy);
    }
  });

  it("has the engine's refusals in the words of the bot [F67] [F212]", async () => {
    await using chat = await talk(() => new Bot().on("text", (ctx) => ctx.reply("")));
    await chat.user.says("hi");
    await chat.expectSilence();
    expect(await chat.failures()).toEqual([
      expect.stringMatching(/: text is empty; .*\. Correct the named field/u),
    ]);
  });

  it("says where the options are when an expectation has taken their message [F212]", async () => {
    const asking = () => new Bot().on("text", (ctx) => ctx.reply("Which?", { options: ["Tea", "Coffee"] }));
    await using chat = await talk(asking);
    await chat.user.says("hi");
    await chat.expect("Which?");
    const hint =
      'The message before, "Which?", offers them, and has been taken by an expectation: expectOptions() takes the next message.';
    await expect(chat.expectOptions("Tea", "Coffee")).rejects.toThrow(
      `expected the options [Tea] [Coffee], and the bot said nothing more.\n${hint}`,
    );
    await chat.user.says("hi");
    await expect(chat.expectOptions("Milk")).rejects.toThrow(
      'expected the options [Milk], and the bot offered ["Tea","Coffee"].\nThe conversation:',
    );
    await chat.user.says("hi");
    await chat.expectOptions("Tea", "Coffee");
  });

  it("waits for the next attempts of a failed request in no time [F212] [F39]", async () => {
    const bot = new Bot();
    bot.on("text", (ctx) => {
      if (ctx.attempt < 4) throw new Error("not yet");
      return ctx.reply(`attempt ${ctx.attempt}`);
    });
    await using chat = await talk(bot);
    await chat.user.says("hi");
    const { sentAt } = await chat.expect("attempt 4");
    // The backoffs passed on the clock of the chat, which real time does not move.
    expect(sentAt - Date.UTC(2026, 0, 1)).toBe(3500);
  });

  it("moves the time where it is told to: a request that takes too long is tried again [F212]", async () => {
    const bot = new Bot();
    bot.on("text", async (ctx) => {
      if (ctx.isFirstAttempt) await new Promise(() => {});
      await ctx.reply("the second one");
    });
    await using chat = await talk(bot);
    await chat.user.says("hi");
    await chat.advance(300_000);
    await chat.expect("the second one");
    expect(await chat.failures()).toEqual(["no answer within 300000 ms"]);
    await chat.expectSilence();
    expect(await chat.failures()).toEqual([]);
  });

  it("gives up on a handler that hangs, and says how to go on [F212]", async () => {
    const bot = new Bot();
    bot.on("text", () => new Promise(() => {}));
    await using chat = await talk(bot, { patienceMs: 50 });
    await chat.user.says("hi");
    await expect(chat.expect("hello")).rejects.toThrow("longer patienceMs");
  });

  it("kills the bot after an effect, and the thread does not show it [F212]", async () => {
    await using chat = await talk(barista);
    await chat.expectOptions("Tea", "Coffee");
    chat.crash({ afterEffect: 1 });
    await chat.user.picks("Tea");
    await chat.expect("Tea it is.");
    await chat.expect("Milk?");
    await chat.expectSilence();
  });

  it.each([
    ["a new bot after each crash", barista],
    ["one bot that connects again", barista()],
  ])("finds the same thread after a crash at every call: %s [F212]", async (_, bot) => {
    const crashes = await everyCrash(bot, async (chat) => {
      await chat.expect(/Hello/u);
      await chat.user.says("what?");
      await chat.expect("Pick one.");
      await chat.user.picks("Tea");
      await chat.expect("Tea it is.");
      await chat.user.picks("Yes");
    });
    expect(crashes).toBeGreaterThan(20);
  });

  it("shows a bot whose answer depends on what a crash forgets [F212]", async () => {
    const counting = () => {
      let count = 0;
      return new Bot().on("text", (ctx) => ctx.reply(`${++count}`));
    };
    const dialogue = everyCrash(counting, async (chat) => {
      await chat.user.says("one");
      await chat.next();
      await chat.user.says("two");
    });
    await expect(dialogue).rejects.toThrow(/a crash (before|after) call \d of 4 shows in the thread/u);
  });

  it("carries a dialogue of a thousand turns [F212]", async () => {
    await using chat = await talk(echo);
    const turns = 1000;
    const startedAt = performance.now();
    for (let turn = 0; turn < turns; turn++) {
      await chat.user.says(`${turn}`);
      await chat.expect(`You said: ${turn}`);
    }
    // Shown, not asserted: times vary with the machine.
    const perSecond = turns / ((performance.now() - startedAt) / 1000);
    if (process.env.NATTER_SHOW_SPEED) process.stderr.write(`${Math.round(perSecond)} turns/s\n`);
    expect(chat.calls).toBeGreaterThanOrEqual(turns);
  });
});
