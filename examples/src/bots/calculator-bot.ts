import { Bot, type BotOptions } from "@natter/bot";
import { evaluate } from "./calculator-evaluate.js";

const help = "Send me a calculation, such as 2 * (3 + 4) or sqrt(2) ^ 2.";

/** A bot that calculates: `2 * (3 + 4)` is answered with `= 14`, quoting the question. */
export function createCalculatorBot(options: BotOptions = {}): Bot {
  const bot = new Bot(options);
  bot.command(["start", "help"], (ctx) => ctx.reply(help));
  bot.on("text", (ctx) => {
    const result = evaluate(ctx.message.text);
    return ctx.quote(result.ok ? `= ${format(result.value)}` : `${result.message} ${help}`);
  });
  bot.on("file", (ctx) => ctx.quote(`I can only read text. ${help}`));
  return bot;
}

/** Twelve digits: as many as survive binary fractions, so 0.1 + 0.2 reads 0.3. */
function format(value: number): string {
  return String(Number(value.toPrecision(12)) + 0);
}
