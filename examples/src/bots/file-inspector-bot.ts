import { createHash } from "node:crypto";
import { Bot, type BotOptions } from "@natter/bot";

/** A bot that says what is in a file. It reads the file as a stream, so its size does not matter. */
export function createFileInspectorBot(options: BotOptions = {}): Bot {
  const bot = new Bot(options);
  bot.on("file", async (ctx) => {
    const { file } = ctx.message;
    if (!file) return;
    if (file.sizeBytes === null) return ctx.quote("That file lies elsewhere, so I cannot look into it.");
    const hash = createHash("sha256");
    for await (const chunk of await ctx.open()) hash.update(chunk);
    const lines = [
      `Name: ${file.name}`,
      `Type: ${file.mimeType}`,
      `Size: ${file.sizeBytes} bytes`,
      ...(file.width === null ? [] : [`Dimensions: ${file.width} × ${file.height} pixels`]),
      `SHA-256: ${hash.digest("hex")}`,
    ];
    return ctx.quote(lines.join("\n"));
  });
  bot.on("text", (ctx) => ctx.reply("Send me a file, and I tell you what it is."));
  return bot;
}
