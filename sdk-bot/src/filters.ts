import type { FileMessage, FileMessageType, MessageType, SystemMessage, TextMessage } from "@natter/protocol";
import type { Context } from "./context.js";
import { NatterBotError } from "./errors.js";
import { fileTypes } from "./wire.js";

/**
 * What a handler is for: one of the seven message types, `file` for the five with a file, `message` for all but
 * `system`.
 */
export type Filter = MessageType | "file" | "message";

/** The message that passes a filter. */
export type MessageOf<F extends Filter> = F extends "system"
  ? SystemMessage
  : F extends "text"
    ? TextMessage
    : F extends FileMessageType
      ? FileMessage & { type: F }
      : F extends "file"
        ? FileMessage
        : TextMessage | FileMessage;

const typesOf: Record<Filter, readonly MessageType[]> = {
  system: ["system"],
  text: ["text"],
  voice: ["voice"],
  audio: ["audio"],
  video: ["video"],
  image: ["image"],
  attachment: ["attachment"],
  file: fileTypes,
  message: ["text", ...fileTypes],
};

/** A matcher for one or several filters. Throws on a string that is no filter. */
export function matchFilter<F extends Filter>(
  filter: F | readonly F[],
): (context: Context) => Context<MessageOf<F>> | null {
  const managers = (typeof filter === "string" ? [filter] : filter).find(isForManagers);
  if (managers !== undefined) {
    throw new NatterBotError("misuse", `"${managers}" is not a filter of bots`, {
      remedy: `Make the bot with new Manager() to hear it, or use one of ${Object.keys(typesOf).join(", ")}`,
    });
  }
  const types = typesPassing(filter);
  const passes = (context: Context): context is Context<MessageOf<F>> =>
    context.kind !== "draft" && types.has(context.message.type);
  return (context) => (passes(context) ? context : null);
}

/** The types of the messages that pass. Throws on a string that is no filter. */
export function typesPassing(filter: Filter | readonly Filter[]): ReadonlySet<MessageType> {
  const filters = typeof filter === "string" ? [filter] : filter;
  return new Set(filters.flatMap((name) => typesOf[name] ?? unknownFilter(name)));
}

/** Whether a filter lets `system` messages pass, which a bot hears only when it asks to. */
export function wantsSystem(filter: string | readonly string[]): boolean {
  return filter === "system" || filter.includes("system");
}

const isForManagers = (filter: string) => /^(?:human|draft)(?::|$)/u.test(filter);

function unknownFilter(name: string): never {
  throw new NatterBotError("misuse", `"${name}" is not a filter`, {
    remedy: `Use one of ${Object.keys(typesOf).join(", ")}`,
  });
}
