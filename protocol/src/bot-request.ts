import * as v from "valibot";
import { Message } from "./message.js";
import { Participant } from "./participant.js";
import { Id, Time } from "./primitives.js";
import { TraceParent } from "./trace-parent.js";

/**
 * Why a bot gets it. `message`: somebody said something, where there is no manager. `system`: something happened in the
 * conversation. `human`: to the manager, what a person said. `draft`: to the manager, what a bot wants to say and nobody
 * has seen. `redirected`: the manager sent it on to this bot.
 */
export const requestKinds = ["message", "human", "draft", "system", "redirected"] as const;
export type RequestKind = (typeof requestKinds)[number];

/** What a bot is asked: stored in the request history exactly so. */
export const BotRequestPayload = v.object({
  conversation: v.object({ id: Id, name: v.nullable(v.string()) }),
  /** The bot's own participant in this conversation. */
  self: Participant,
  /** Who sent the message; null for a `system` message. */
  sender: v.nullable(Participant),
  message: Message,
  /** Everything that the request stands for, oldest first, where that is several; `message` is then the newest. */
  messages: v.optional(v.array(Message)),
  /** The message that `message` quotes, or null. */
  quoted: v.nullable(Message),
  sessionKey: v.nullable(v.string()),
  /** W3C trace context of the call that led to this; left out where it had none. */
  traceparent: v.optional(TraceParent),
  kind: v.picklist(requestKinds),
  /** How often a manager has sent on what led to this: 0 for what comes from people. */
  hops: v.number(),
  /** To the manager: the other bots of the conversation, running or not. Empty for others. */
  bots: v.array(Participant),
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
