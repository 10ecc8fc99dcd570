import * as v from "valibot";
import { ofEffect } from "./attempt.js";
import { limits } from "./limits.js";
import { SentMessage } from "./message.js";
import { Id, Metadata, Position, storable } from "./primitives.js";

/** A piece of a message that is still being written. */
export const Delta = v.object({
  messageId: Id,
  /** How many characters (UTF-16 code units) come before it. Above what a client has: it missed something. */
  from: Position,
  text: v.string(),
});
export type Delta = v.InferOutput<typeof Delta>;

/** The calls of a bot that answers while it is still thinking. */
export const streamCalls = {
  delta: {
    summary:
      "Add to a message that is being written. The first one begins it; one of a later attempt begins it anew.",
    input: v.object({
      ...ofEffect,
      /** How many characters (UTF-16 code units) this attempt has sent before. */
      from: Position,
      text: v.pipe(
        v.string("must be a string"),
        v.minLength(1, "is empty; send it when there is something"),
        v.maxLength(limits.textMaxChars, `is longer than ${limits.textMaxChars} characters`),
        storable,
      ),
      quotedMessageId: v.optional(v.nullable(Id), null),
      metadata: v.optional(v.nullable(Metadata), null),
    }),
    reply: v.object({
      messageId: Id,
      /** Whether the message was finished before, by an earlier attempt or by the visitor. Nothing is added. */
      isFinal: v.boolean(),
    }),
  },
  "delta.end": {
    summary: "The message is written.",
    input: v.object(ofEffect),
    reply: SentMessage,
  },
} as const;
