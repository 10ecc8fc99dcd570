import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { Bot } from "../bot.js";
import { talk } from "./talk.js";

async function* slowly(...words: string[]) {
  for (const word of words) {
    yield word;
    // Real time: the pieces must not become one call.
    await sleep(5);
  }
}

describe("a streamed message", () => {
  it("is expected as a whole, and read once [F206] [F212]", async () => {
    const bot = new Bot();
    bot.on("text", async (ctx) => {
      await ctx.reply(slowly("Once ", "upon ", "a time"));
      await ctx.reply(slowly("The ", "end"));
    });
    await using chat = await talk(bot);
    await chat.user.says("a story");
    await chat.expect("Once upon a time");
    expect(await chat.next()).toMatchObject({ text: "The end" });
    await chat.expectSilence();
  });

  it("is stopped by the visitor: what there is stays, and the signal says so [F206] [F212]", async () => {
    const reasons: unknown[] = [];
    const bot = new Bot();
    bot.on("text", async (ctx) => {
      ctx.signal.addEventListener("abort", () => reasons.push(ctx.signal.reason.reason));
      await ctx.reply(
        (async function* () {
          yield "Once upon";
          await new Promise((_, reject) => ctx.signal.addEventListener("abort", reject));
        })(),
      );
      await ctx.reply("never said");
    });
    await using chat = await talk(bot);
    await chat.user.says("a story");
    await chat.user.stops();
    await chat.expect("Once upon");
    await chat.expectSilence();
    expect(reasons).toEqual(["stopped-by-visitor"]);
    expect(await chat.failures()).toEqual([]);
    await expect(chat.user.stops()).rejects.toThrow("no bot is writing a message");
  });

  it("is expected as its last attempt wrote it, after one that failed in the middle [F206] [F212]", async () => {
    const bot = new Bot();
    bot.on("text", (ctx) => {
      async function* story() {
        yield* slowly("Roses ", "are ");
        if (ctx.isFirstAttempt) throw new Error("out of words");
        yield "red";
      }
      return ctx.reply(story());
    });
    await using chat = await talk(bot);
    await chat.user.says("a poem");
    await chat.expect("Roses are red");
    await chat.expectSilence();
  });

  it("is taken as it stands where its bot gave up [F206] [F212]", async () => {
    const bot = new Bot();
    bot.on("text", (ctx) => {
      async function* story() {
        yield* slowly("Roses ", "are ");
        throw Object.assign(new Error("out of words"), { isRetryable: false });
      }
      return ctx.reply(story());
    });
    await using chat = await talk(bot);
    await chat.user.says("a poem");
    expect(await chat.next()).toMatchObject({ text: "Roses are ", isInterrupted: true });
  });

  it("that never ends is named in the failure [F206] [F212]", async () => {
    const bot = new Bot();
    bot.on("text", (ctx) => {
      async function* story() {
        yield "Once";
        await new Promise(() => {});
      }
      return ctx.reply(story());
    });
    await using chat = await talk(bot, { patienceMs: 50 });
    await chat.user.says("a story");
    await expect(chat.expect("Once")).rejects.toThrow('the message "Once" is still being streamed');
  });
});
