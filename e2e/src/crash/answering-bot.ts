// The bot of the kill harness, a program: answers each text with so many numbered replies, pausing between
// them now and then, so that kills hit requests that are half answered. Where an attempt took over from another one,
// a zombie of that one tries to write, too.
import { setTimeout as wait } from "node:timers/promises";
import { Bot } from "@natter/bot";
import { Random } from "./random.js";
import { Zombie } from "./zombie.js";

const replies = Number(process.argv[2] ?? "2");
const random = new Random(Number(process.argv[3] ?? "1"));

const { NATTER_URL = "", NATTER_BOT_KEY = "" } = process.env;
const zombie = new Zombie(NATTER_URL, NATTER_BOT_KEY);

const bot = new Bot();
bot.on("text", async (ctx) => {
  const startedAt = Date.now();
  if (ctx.attempt > 1) {
    const outcome = await zombie.write(ctx.requestId, ctx.attempt - 1);
    if (outcome !== null) process.stdout.write(`zombie ${outcome}\n`);
  }
  for (let n = 1; n <= replies; n += 1) {
    if (random.chance(0.5)) await wait(random.between(1, 15));
    const stored = await ctx.reply(`${ctx.message.text}#${n}`);
    // Stored before this attempt began: an earlier attempt's effect was found and not repeated.
    if (ctx.attempt > 1 && stored.sentAt < startedAt) process.stdout.write("suppressed\n");
  }
});
await bot.start();
