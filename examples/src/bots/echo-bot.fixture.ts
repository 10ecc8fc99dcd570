import { Bot } from "@natter/bot";

/** What `echo.ts` runs, as something that a dialogue can make anew. */
export function createEchoBot(): Bot {
  return new Bot().on("text", (ctx) => ctx.reply(`You said: ${ctx.message.text}`));
}
