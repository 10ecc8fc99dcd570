// One instance of a bot, a program: says on its output what it begins, and answers a while later under its own name.
//   node instance.js <name> <milliseconds>
import { setTimeout as wait } from "node:timers/promises";
import { Bot } from "@natter/bot";

const [name = "", delayMs = "0"] = process.argv.slice(2);

const bot = new Bot();
bot.on("text", async (ctx) => {
  process.stdout.write(`${name} begins ${ctx.message.text}, attempt ${ctx.attempt}\n`);
  await wait(Number(delayMs), undefined, { signal: ctx.signal });
  await ctx.reply(`${name}: ${ctx.message.text}`);
});
await bot.start();
process.stdout.write(`${name} is ready\n`);
