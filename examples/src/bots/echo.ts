// The smallest bot: it says back what it hears. Make a key with `natter bots add echo`, then run
//   NATTER_BOT_KEY=… node examples/dist/bots/echo.js
import { Bot } from "@natter/bot";

const bot = new Bot(); // NATTER_URL and NATTER_BOT_KEY
bot.on("text", (ctx) => ctx.reply(`You said: ${ctx.message.text}`));
await bot.start();
