import * as v from "valibot";
import { offeredOptions } from "./attempt.js";
import { limits } from "./limits.js";
import { SentMessage } from "./message.js";
import { filledText, Id, Metadata } from "./primitives.js";
import { RequestPage, requestStatuses } from "./request-history.js";

/** The calls that a bot makes of its own accord, in answer to no request. */
export const ownCalls = {
  say: {
    summary: "Say something in a conversation that this bot is part of. The same key twice says it once.",
    input: v.object({
      conversationId: Id,
      key: filledText(limits.sayKeyMaxChars),
      text: filledText(limits.textMaxChars),
      options: offeredOptions,
      metadata: v.optional(v.nullable(Metadata), null),
    }),
    reply: SentMessage,
  },
  leave: {
    summary: "Leave a conversation for good. It ends with a required bot. Leaving again changes nothing.",
    input: v.object({ conversationId: Id }),
    reply: v.object({}),
  },
  requests: {
    summary: "Read the bot's own request history, newest first.",
    input: v.object({
      conversation: v.optional(Id),
      status: v.optional(v.picklist(requestStatuses, `must be one of ${requestStatuses.join(", ")}`)),
      /** The `nextCursor` of the page before. */
      cursor: v.optional(v.string("must be a string")),
      limit: v.optional(
        v.pipe(
          v.number("must be a number"),
          v.integer("must be a whole number"),
          v.minValue(1, "must be at least 1"),
          v.maxValue(100, "must be at most 100"),
        ),
        50,
      ),
    }),
    reply: RequestPage,
  },
} as const;
