import * as v from "valibot";
import { BotRequest } from "./bot-request.js";
import { botCalls, hearable } from "./bot-socket.js";
import { DeliveryPolicy } from "./delivery-policy.js";
import { Id } from "./primitives.js";

/**
 * What the server POSTs to a bot's address, as JSON. Headers: `natter-timestamp` (seconds since 1970),
 * `natter-delivery` (the same as in the body, new for every attempt to deliver), and `natter-signature`:
 * `v1=` and the HMAC-SHA256, hex, of `<timestamp>.<body>` under the bot's signing secret.
 */
export const WebhookCall = v.variant("type", [
  /* Asks what the bot hears, and how it wants it. */
  v.object({ type: v.literal("hello"), delivery: Id }),
  v.object({ type: v.literal("request"), delivery: Id, request: BotRequest }),
]);
export type WebhookCall = v.InferOutput<typeof WebhookCall>;

export const WebhookGreeting = v.object({
  hears: v.array(v.picklist(hearable)),
  policy: v.optional(DeliveryPolicy),
});
export type WebhookGreeting = v.InferOutput<typeof WebhookGreeting>;

/**
 * What the bot answers to a request: how it ended, and what it did. A bot that acts over REST while it works
 * (`POST /bots/effects` and its like) has nothing left to list.
 */
export const WebhookReply = v.object({
  /** In order. Each is read as the `effect` of the call of that name; its place is its index. */
  effects: v.optional(v.array(v.unknown(), "must be an array"), []),
  /** Left out when the request is answered. */
  failure: v.optional(
    v.object({
      error: botCalls.fail.input.entries.error,
      isRetryable: botCalls.fail.input.entries.isRetryable,
    }),
  ),
  done: v.optional(v.boolean()),
  /** The attempt ended with a question that nobody has answered yet; the next one comes with the answer. */
  waiting: v.optional(v.boolean()),
});
export type WebhookReply = v.InferOutput<typeof WebhookReply>;
