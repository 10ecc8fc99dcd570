import type { Message } from "@natter/protocol";

/** One line of a thread without what differs from run to run: ids and times. */
export interface Line {
  who: string;
  text: string;
  options: readonly string[];
  /** The line that it quotes, counted from 0. */
  quotes: number | null;
  metadata: unknown;
  /** The name of its file, where it has one. */
  file?: string;
}

/** A thread as two runs of one dialogue compare it. */
export function transcript(thread: readonly Message[], nameOf: (senderId: string) => string): Line[] {
  const lines = thread.filter((message) => message.type !== "system");
  return lines.map((message) => ({
    who: nameOf(message.senderId),
    text: message.text,
    options: message.options.map(({ text }) => text),
    quotes:
      message.quotedMessageId === null ? null : lines.findIndex(({ id }) => id === message.quotedMessageId),
    metadata: message.metadata,
    ...(message.type !== "text" && message.file && { file: message.file.name }),
  }));
}

/** As a person reads it, for failures. */
export function written(lines: readonly Line[]): string {
  return lines
    .map(
      ({ who, text, options, file }) =>
        `  ${who}: ${file ? `<${file}> ` : ""}${text}${options.length > 0 ? ` [${options.join("] [")}]` : ""}`,
    )
    .join("\n");
}
