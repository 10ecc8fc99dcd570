import * as v from "valibot";
import { Message } from "./message.js";
import { Participant } from "./participant.js";
import { Id, Time } from "./primitives.js";

/** What a bot is asked: stored in the request history exactly so. */
export const BotRequestPayload = v.object({
  conversation: v.object({ id: Id, name: v.nullable(v.string()) }),
  /** The bot's own participant in this conversation. */
  self: Participant,
  /** Who sent the message; null for a `system` message. */
  sender: v.nullable(Participant),
  message: Message,
  /** The message that `message` quotes, or null. */
  quoted: v.nullable(Message),
  sessionKey: v.nullable(v.string()),
});
export type BotRequestPayload = v.InferOutput<typeof BotRequestPayload>;

/** One delivery of something to one bot. */
export const BotRequest = v.object({
  requestId: Id,
  /** 1 for the first delivery. Every call about this request repeats it; an older one is `fenced`. */
  attempt: v.number(),
  isAggregation: v.boolean(),
  createdAt: Time,
  payload: BotRequestPayload,
});
export type BotRequest = v.InferOutput<typeof BotRequest>;
