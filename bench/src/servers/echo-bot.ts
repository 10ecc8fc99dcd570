// The bot of the benchmark, a program: the four lines of the README.
import { Bot } from "@natter/bot";

const bot = new Bot();
bot.on("text", (ctx) => ctx.reply(`You said: ${ctx.message.text}`));
await bot.start();
