import { Bot, type BotOptions, PermanentError } from "@natter/bot";
import { type BridgedReply, repliesOf } from "./rasa-parts.js";

/** Lets a Rasa server, or what speaks its REST channel, answer. A picked button sends its payload. */
export function createRasaBridge(rasaUrl: string, options: BotOptions = {}): Bot {
  const ask = async (sender: string, message: string, signal: AbortSignal): Promise<BridgedReply[]> => {
    const response = await fetch(new URL("/webhooks/rest/webhook", rasaUrl), {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ sender, message }),
      signal,
    });
    // Whoever is asked wrongly will not answer the same question better; a server that is down may come back.
    if (response.status >= 400 && response.status < 500)
      throw new PermanentError(`Rasa answered ${response.status}`);
    if (!response.ok) throw new Error(`Rasa answered ${response.status}`);
    return repliesOf(await response.json());
  };

  const bot = new Bot(options);
  bot.on("text", async (ctx) => {
    const { text } = ctx.message;
    const payloads = ctx.quoted?.metadata?.payloads as Record<string, string> | undefined;
    const said = payloads && Object.hasOwn(payloads, text) ? payloads[text] : text;
    for (const reply of await ask(ctx.conversation.id, said ?? text, ctx.signal)) await ctx.reply(reply);
  });
  return bot;
}
