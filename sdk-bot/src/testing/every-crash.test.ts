import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { Bot } from "../bot.js";
import type { Context } from "../context.js";
import { everyCrash } from "./every-crash.js";
import { talk } from "./talk.js";

const saying = (handle: (ctx: Context) => unknown) => () => new Bot().on("text", handle);

describe("a crash at every call", () => {
  it("comes before and after a question, whose handler runs twice [F204] [F212]", async () => {
    const bot = saying(async (ctx) => {
      const name = await ctx.ask("Name?");
      await ctx.reply(`Hello ${name.text}`);
    });
    const crashes = await everyCrash(bot, async (chat) => {
      await chat.user.says("hi");
      await chat.expect("Name?");
      await chat.user.says("Ann");
      await chat.expect("Hello Ann");
    });
    // The question; the question again, with its answer; the reply; done.
    expect(crashes).toBe(2 * 4);
  });

  it("comes between the work of a step and its record: work that must not run twice is seen [F205] [F212]", async () => {
    const charges: string[] = [];
    const shop = (keyOf: (ctx: Context) => string) =>
      saying(async (ctx) => {
        await ctx.step("charge", () => {
          const key = keyOf(ctx);
          if (!charges.includes(key)) charges.push(key);
        });
        await ctx.reply("Paid.");
      });
    const dialogue = (keyOf: (ctx: Context) => string) =>
      everyCrash(shop(keyOf), async (chat) => {
        charges.length = 0;
        await chat.user.says("pay");
        await chat.expect("Paid.");
        expect(charges).toHaveLength(1);
      });
    await expect(dialogue((ctx) => `${ctx.requestId} ${ctx.attempt}`)).rejects.toThrow(
      "a crash before call 1 of 3 breaks the dialogue",
    );
    expect(await dialogue((ctx) => ctx.requestId)).toBe(2 * 3);
  });

  it("comes before and after a report, which the history has once [F212]", async () => {
    const requests: number[] = [];
    const bot = new Bot();
    bot.on("text", async (ctx) => {
      await ctx.report({ tool: "calculator" });
      await ctx.reply("4");
    });
    const crashes = await everyCrash(bot, async (chat) => {
      await chat.user.says("2+2");
      await chat.expect("4");
      await chat.expectSilence();
      for await (const { response } of bot.requests()) requests.push(response?.reports?.length ?? 0);
    });
    expect(crashes).toBe(2 * 3);
    expect(requests).toEqual(Array.from({ length: 1 + 2 * 3 }, () => 1));
  });

  it("comes before and after every piece of a stream, and its end [F206] [F212]", async () => {
    const bot = saying((ctx) => {
      async function* story() {
        yield "Once ";
        // Real time: the pieces must not become one call.
        await sleep(5);
        yield "upon a time";
      }
      return ctx.reply(story());
    });
    const crashes = await everyCrash(bot, async (chat) => {
      await chat.user.says("a story");
      await chat.expect("Once upon a time");
    });
    // A piece at least (two, unless the machine is slow), the end, done.
    expect(crashes).toBeGreaterThanOrEqual(2 * 3);
  });

  it("can be asked for after any effect, questions and steps too [F212]", async () => {
    let works = 0;
    const bot = saying(async (ctx) => {
      await ctx.step("work", () => {
        works += 1;
      });
      await ctx.ask("Go on?");
      await ctx.reply(`attempt ${ctx.attempt}`);
    });
    await using chat = await talk(bot);
    chat.crash({ afterEffect: 1 });
    await chat.user.says("hi");
    await chat.expect("Go on?");
    await chat.user.says("yes");
    await chat.expect("attempt 3");
    expect(works).toBe(1);
  });
});
