import { setTimeout as wait } from "node:timers/promises";
import { Bot, type BotOptions } from "@natter/bot";

/** Whatever gives text in pieces: a model, a file, a generator. It should stop when the signal aborts. */
export type TextSource = (question: string, signal: AbortSignal) => AsyncIterable<string>;

/** A bot that answers while it is still thinking. A newer question stops the answer to the one before. */
export function createStreamingBot(source: TextSource = recite, options: BotOptions = {}): Bot {
  const bot = new Bot({ ...options, policy: "latest" });
  bot.on("text", (ctx) => ctx.reply(source(ctx.message.text, ctx.signal)));
  return bot;
}

/** Stands for a model: it recites, word by word, at the pace at which people read. */
export async function* recite(question: string, signal: AbortSignal): AsyncGenerator<string> {
  const text = `You asked "${question}". I am only an example, so I count what you wrote: it has ${question.length} characters. A model would say more, and it would look just like this.`;
  for (const word of text.split(/(?<= )/u)) {
    yield word;
    await wait(60, undefined, { signal });
  }
}
