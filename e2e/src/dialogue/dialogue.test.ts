import type { Bot, Context } from "@natter/bot";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CrashingSource } from "./crashing-source.js";
import { Stage } from "./stage.js";

describe("a dialogue with everything real", () => {
  let stage: Stage;
  beforeEach(async () => {
    stage = await Stage.open();
  });
  afterEach(() => stage[Symbol.asyncDispose]());

  const untilTexts = (guest: { texts(): Promise<string[]> }, last: string) =>
    expect.poll(async () => (await guest.texts()).at(-1)).toBe(last);

  const teach = (bot: Bot) =>
    bot.command("order", async (ctx) => {
      const name = await ctx.ask("Your name?");
      const drink = await ctx.ask("Tea or coffee?", { options: ["Tea", "Coffee"] });
      const sugar = await ctx.ask("Sugar?");
      await ctx.reply(`${name.text}: ${drink.text}, sugar: ${sugar.text}`);
    });

  it("[F204] asks on after the bot, the server and both were restarted between question and answer", async () => {
    const key = await stage.addBot("clerk");
    const guest = await stage.guest("clerk");
    const first = await stage.startBot(key, teach);
    await guest.say("/order");
    await untilTexts(guest, "Your name?");
    await first.stop();
    await guest.say("Ann");
    const second = await stage.startBot(key, teach);
    await untilTexts(guest, "Tea or coffee?");
    await stage.stopServer();
    await second.stop();
    await stage.startServer();
    await guest.say("Tea");
    await stage.startBot(key, teach);
    await untilTexts(guest, "Sugar?");
    await guest.say("No");
    await untilTexts(guest, "Ann: Tea, sugar: No");
    await expect.poll(() => stage.statuses()).toEqual(["done"]);
    expect((await stage.history())[0]?.attempt).toBe(4);
  });

  it("[F204] times out with no bot alive; the bot that comes later goes on from there", async () => {
    const key = await stage.addBot("clerk");
    const guest = await stage.guest("clerk");
    const asking = (onTimeout: (ctx: Context) => unknown) => (bot: Bot) =>
      bot.on("text", (ctx) => ctx.ask("Still there?", { timeoutMs: 3000 }).catch(() => onTimeout(ctx)));
    // Should the time be over before this one has stopped, it goes no further.
    const first = await stage.startBot(
      key,
      asking(() => new Promise(() => {})),
    );
    await guest.say("hi");
    await untilTexts(guest, "Still there?");
    await first.stop({ graceMs: 0 });
    await expect.poll(() => stage.statuses()).toEqual(["pending"]);
    await stage.startBot(
      key,
      asking((ctx) => ctx.reply("Bye then.")),
    );
    await untilTexts(guest, "Bye then.");
  });

  it("[F205] code that changed between attempts is put aside with both things named", async () => {
    const key = await stage.addBot("clerk");
    const guest = await stage.guest("clerk");
    const older = await stage.startBot(key, teach);
    await guest.say("/order");
    await untilTexts(guest, "Your name?");
    await older.stop();
    await guest.say("Ann");
    await stage.startBot(key, (bot) => bot.command("order", (ctx) => ctx.reply("We are closed.")));
    await expect.poll(() => stage.statuses()).toEqual(["dead"]);
    expect((await stage.history())[0]?.error).toMatch(/was "ask", and is now "send"/u);
  });

  it("[F201] [F205] a crash after any of its calls leaves the same thread as none", async () => {
    const run = async (crashAfter: number) => {
      const name = `clerk${crashAfter}`;
      const key = await stage.addBot(name);
      const guest = await stage.guest(name);
      const source = new CrashingSource(stage.server.url, key, crashAfter);
      let orders = 0;
      const handlers = (bot: Bot) =>
        bot.command("order", async (ctx) => {
          await ctx.reply("Welcome.");
          const drink = await ctx.ask("Tea or coffee?");
          const price = await ctx.step("price", () => 300 + ++orders);
          await ctx.reply(`${drink.text} is ${price}.`);
        });
      await stage.startBot(key, handlers, source);
      await guest.say("/order");
      await untilTexts(guest, "Tea or coffee?");
      await guest.say("Tea");
      await untilTexts(guest, "Tea is 301.");
      await expect.poll(async () => (await stage.history()).at(-1)?.status).toBe("done");
      return { texts: await guest.texts(), calls: source.calls };
    };
    const calm = await run(0);
    expect(calm.texts).toEqual(["/order", "Welcome.", "Tea or coffee?", "Tea", "Tea is 301."]);
    expect(calm.calls).toBeGreaterThan(6);
    for (let crashAfter = 1; crashAfter <= calm.calls; crashAfter++) {
      expect((await run(crashAfter)).texts).toEqual(calm.texts);
    }
  });
});
