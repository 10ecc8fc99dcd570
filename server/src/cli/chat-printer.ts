import type { Delta, FileMessage, TextMessage } from "@natter/protocol";

export type Said = TextMessage | FileMessage;

interface ChatPrinterOptions {
  out(text: string): void;
  /** An object a line, each message when it is whole. */
  isJson: boolean;
  nameOf(senderId: string): string;
}

/** Writes what bots say: each message once, and one that is streamed as it grows. */
export class ChatPrinter {
  readonly #options: ChatPrinterOptions;
  /** The message whose line is not ended yet, and what of it is written. */
  #open: { id: string; senderId: string; text: string } | null = null;

  constructor(options: ChatPrinterOptions) {
    this.#options = options;
  }

  /** A message that is new or has changed. */
  said(message: Said): void {
    const { out, isJson, nameOf } = this.#options;
    const isStreaming = message.type === "text" && message.isStreaming === true;
    if (isJson) {
      if (!isStreaming) out(`${JSON.stringify({ sender: nameOf(message.senderId), ...message })}\n`);
      return;
    }
    this.#write(message, shownText(message));
    if (isStreaming) return;
    const wasBrokenOff = message.type === "text" && message.isInterrupted === true;
    out(wasBrokenOff ? " (interrupted)\n" : "\n");
    this.#open = null;
    for (const [index, option] of message.options.entries()) out(`  ${index + 1}) ${option.text}\n`);
  }

  /** A piece of the message that is being written. */
  grew({ messageId, from, text }: Delta): void {
    const open = this.#open;
    if (open?.id !== messageId || from > open.text.length) return;
    this.#write({ id: messageId, senderId: open.senderId }, open.text.slice(0, from) + text);
  }

  /** What is new of a text; all of it, on a line of its own, where it does not go on from what is written. */
  #write({ id, senderId }: Pick<Said, "id" | "senderId">, text: string): void {
    const { out, nameOf } = this.#options;
    const before = this.#open?.id === id && text.startsWith(this.#open.text) ? this.#open.text : null;
    if (before === null) out(`${this.#open ? "\n" : ""}${nameOf(senderId)}: ${text}`);
    else out(text.slice(before.length));
    this.#open = { id, senderId, text };
  }
}

/** A file by its name, and by its address where that is all there is. */
function shownText(message: Said): string {
  if (message.type === "text" || !message.file) return message.text;
  const { name, url, sizeBytes } = message.file;
  return `<${sizeBytes === null ? url : name}> ${message.text}`.trimEnd();
}
