import { describe, expect, it } from "vitest";
import { Bot } from "../bot.js";
import type { Context } from "../context.js";
import { everyCrash } from "./every-crash.js";
import { talk } from "./talk.js";

const gatherer = () => {
  const bot = new Bot();
  bot.burst({ quiet: 800, maxWait: 3000 }, async (ctx) => {
    await ctx.reply(ctx.messages.map(({ text }) => text).join(" + "));
    await ctx.reply(`${ctx.messages.length} messages, the last of them "${ctx.message.text}"`);
  });
  return bot;
};

describe("a burst in the test kit", () => {
  it("is one request, after a quiet time that costs no time [F207] [F212]", async () => {
    await using chat = await talk(gatherer());
    await chat.user.says("I have");
    await chat.advance(500);
    await chat.user.says("a question");
    await chat.advance(799);
    await chat.user.says("about tea");
    await chat.expect("I have + a question + about tea");
    await chat.expect('3 messages, the last of them "about tea"');
    await chat.user.says("hello?");
    await chat.expect("hello?");
    await chat.expect(/^1 messages/u);
    await chat.expectSilence();
  });

  it("ends although somebody goes on typing [F207]", async () => {
    await using chat = await talk(gatherer);
    for (const text of ["a", "b", "c", "d", "e", "f", "g"]) {
      await chat.user.says(text);
      await chat.advance(700);
    }
    // 3000 ms after "a", which is before "f".
    await chat.expect("a + b + c + d + e");
    await chat.expect(/^5/u);
    await chat.expect("f + g");
  });

  it("is answered once, wherever the bot dies [F201] [F207]", async () => {
    const crashes = await everyCrash(gatherer, async (chat) => {
      await chat.user.says("one");
      await chat.user.says("two");
      await chat.expect("one + two");
      await chat.expect(/^2/u);
    });
    expect(crashes).toBe(6);
  });

  it("gathers for every handler of the bot, and leaves system messages alone [F207]", async () => {
    const bot = new Bot();
    const seen: (readonly string[])[] = [];
    bot.on("system", (ctx) => void seen.push(ctx.messages.map(({ event }) => event.type)));
    bot.on("text", async (ctx, next) => {
      seen.push(ctx.messages.map(({ text }) => text));
      await next();
    });
    bot.use(gatherer());
    await using chat = await talk(bot);
    await chat.user.says("one");
    await chat.user.says("two");
    await chat.expect("one + two");
    expect(seen).toEqual([
      ["conversation-created"],
      ["participant-joined"],
      ["participant-joined"],
      ["one", "two"],
    ]);
  });
});

describe("the newest message alone", () => {
  it("cancels the work on the one before, and what was said stays [F207]", async () => {
    const contexts: Context[] = [];
    const bot = new Bot({ policy: "latest" });
    let started = () => {};
    bot.on("text", async (ctx) => {
      contexts.push(ctx);
      await ctx.reply(`looking for ${ctx.message.text}`);
      started();
      if (ctx.message.text === "tea") await new Promise(() => {});
      await ctx.reply(`found ${ctx.message.text}`);
    });
    await using chat = await talk(bot);
    const working = new Promise<void>((resolve) => {
      started = resolve;
    });
    await chat.user.says("tea");
    await working;
    await chat.user.says("coffee");
    await chat.expect("looking for tea");
    await chat.expect("looking for coffee");
    await chat.expect("found coffee");
    await chat.expectSilence();
    expect(contexts[0]?.signal.reason).toMatchObject({ code: "aborted", reason: "superseded" });
    expect(contexts[1]?.signal.aborted).toBe(false);
    expect(await chat.failures()).toEqual([]);
  });

  it("is asked once though its lease was under way when it was overtaken [F207]", async () => {
    const asked: string[] = [];
    const bot = new Bot({ policy: "latest" });
    bot.on("text", async (ctx) => {
      asked.push(ctx.message.text);
      await ctx.reply(`re ${ctx.message.text}`);
    });
    await using chat = await talk(bot);
    // Without a turn of the event loop in between, leases and messages meet in the same batches.
    for (let round = 0; round < 20; round++) {
      await Promise.all(["a", "b", "c"].map((text) => chat.user.says(`${text}${round}`)));
      await chat.user.says(`last${round}`);
      for (;;) {
        const { text, sentAt } = await chat.next();
        // A lane that nobody frees would wait for the request's timeout.
        expect(sentAt).toBe(Date.UTC(2026, 0, 1));
        if (text === `re last${round}`) break;
      }
    }
    await chat.expectSilence();
    expect(asked.filter((text) => text.startsWith("last"))).toHaveLength(20);
  });
});

describe("a bot's policy", () => {
  it("is one [F207]", async () => {
    const torn = () => new Bot({ policy: "latest" }).burst({ quiet: 5 }, () => {});
    await expect(torn().start()).rejects.toThrow(
      'the policies latest {} and burst {"quietMs":5}. Give every',
    );
    const twice = new Bot().burst({ quiet: 5 }, () => {}).burst({ quiet: 6 }, () => {});
    await expect(twice.start()).rejects.toMatchObject({ code: "setting" });
    const same = new Bot().burst({ quiet: 5 }, () => {}).burst({ quiet: 5 }, () => {});
    await using chat = await talk(same);
    await chat.expectSilence();
  });

  it("is checked where it is written [F207]", () => {
    const quiet = (value: number) => () => new Bot().burst({ quiet: value }, () => {});
    for (const value of [0, -1, 0.5, 60_001, Number.NaN])
      expect(quiet(value)).toThrow(/quiet is not a whole/u);
    expect(() => new Bot().burst({ quiet: 5, maxMessages: 17 }, () => {})).toThrow(/maxMessages .* 2 to 16/u);
    expect(() => new Bot().burst({ quiet: 5, maxWait: 600_001 }, () => {})).toThrow(/maxWait/u);
    // JavaScript may write anything.
    expect(() => new Bot({ policy: "burst" as never })).toThrow(/policy is neither/u);
  });
});
