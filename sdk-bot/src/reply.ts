import type { EffectInput, Message, Metadata, Option } from "@natter/protocol";
import type { Act } from "./effects.js";
import { NatterBotError } from "./errors.js";

/** What may go with the text of a reply. */
export interface ReplyExtras {
  /** Choices shown with the message, in order: at most 25 of at most 200 characters. Default: none. */
  options?: readonly (string | Option)[] | undefined;
  /** Data for programs, stored with the message: at most 4096 bytes of JSON. Default: none. */
  metadata?: Metadata | null | undefined;
  /** The message that this one answers. Default: none; `ctx.quote` fills it in. */
  quotedMessageId?: string | null | undefined;
}

/** A reply as one object. `text` has 1 to 10 000 characters. */
export interface Reply extends ReplyExtras {
  text: string;
}

/** What `reply` sends. */
export type SendEffect = Extract<EffectInput, { type: "send" }>;
/** The same where there is no file. */
export type TextEffect = Extract<SendEffect, { messageType?: "text" | undefined }>;

/** Sends what `reply` makes of its arguments. */
export function send(effect: EffectInput): Act<Message> {
  return async (calls, index) => (await calls.effect(index, effect)).message;
}

/** The effect that a reply stands for. Throws when it is none, and when `metadata` cannot be written as JSON. */
export function sendEffect(content: string | Reply, extras: ReplyExtras): TextEffect {
  requireReply(content);
  const reply: Reply = typeof content === "string" ? { ...extras, text: content } : { ...content, ...extras };
  return { ...fieldsOf(reply), text: reply.text };
}

/** Throws `invalid` on what the types would have refused, such as a promise that was not awaited. */
function requireReply(content: unknown): void {
  const text = typeof content === "object" && content !== null && "text" in content ? content.text : content;
  if (typeof text === "string") return;
  const isPromise = [content, text].some(
    (value) => typeof value === "object" && value !== null && "then" in value,
  );
  throw new NatterBotError("invalid", `the text of a reply is ${isPromise ? "a promise" : kindOf(text)}`, {
    remedy: isPromise
      ? "Await it first, like ctx.reply(await answer())"
      : 'Write it like ctx.reply("Hello"), or give it a stream that is async',
  });
}

function kindOf(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

/** What every reply may have. */
export function fieldsOf(reply: ReplyExtras): Omit<TextEffect, "text" | "messageType"> {
  const effect: Omit<TextEffect, "text" | "messageType"> = { type: "send" };
  if (reply.options) effect.options = optionsOf(reply.options);
  if (reply.quotedMessageId) effect.quotedMessageId = reply.quotedMessageId;
  // A copy as JSON sees it: a repeated call must carry the same body, whatever the handler does to its object.
  if (reply.metadata) effect.metadata = JSON.parse(JSON.stringify(reply.metadata));
  return effect;
}

/** Throws `invalid` on what the types would have refused. */
export function optionsOf(options: readonly (string | Option)[]): Option[] {
  if (!Array.isArray(options)) throw malformed("options is not a list");
  return options.map((option: string | Option | null | undefined, index) => {
    const text = typeof option === "string" ? option : option?.text;
    if (typeof text !== "string") throw malformed(`options[${index}] is neither a text nor {text}`);
    return { text };
  });
}

function malformed(what: string): NatterBotError {
  return new NatterBotError("invalid", what, {
    remedy: 'Write it like { options: ["Tea", "Coffee"] }',
  });
}
