import { type Bot, type BotOptions, PermanentError } from "@natter/bot";
import { createBridgeBot } from "./bridge-bot.js";
import { repliesOf } from "./rasa-parts.js";

/** Lets a Rasa server, or what speaks its REST channel, answer. A picked button sends its payload. */
export function createRasaBridge(rasaUrl: string, options: BotOptions = {}): Bot {
  return createBridgeBot(async (message, sender, signal) => {
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
  }, options);
}
