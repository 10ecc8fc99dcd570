import type { FileInfo, Message } from "@natter/protocol";
import { NatterBotError } from "../errors.js";

/** The file that a message carries; null where there is none. */
export function fileOf(message: Message): FileInfo | null {
  return "file" in message ? message.file : null;
}

/** The address of a file that the server holds. Throws `misuse` for any other. */
export function heldUrl(file: FileInfo | null): string {
  if (file === null) {
    throw new NatterBotError("misuse", "there is no file to open", {
      remedy: 'Register the handler by bot.on("file", …), or hand in the file of another message',
    });
  }
  // Only of what it holds does the server know the size.
  if (file.sizeBytes !== null) return file.url;
  throw new NatterBotError(
    "misuse",
    `the file "${file.name}" lies elsewhere, at an address that its sender chose`,
    {
      remedy: "Fetch file.url yourself if you trust who sent it, and never from inside of a private network",
    },
  );
}
