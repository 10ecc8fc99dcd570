import * as v from "valibot";
import { ofAttempt, ofEffect, offeredOptions } from "./attempt.js";
import { ownCalls } from "./bot-own.js";
import { BotRequest } from "./bot-request.js";
import { DeliveryPolicy } from "./delivery-policy.js";
import { dialogueCalls } from "./dialogue.js";
import { ExternalFileUrl } from "./external-file-url.js";
import { limits } from "./limits.js";
import { decisions, managerSend } from "./manager-command.js";
import { fileMessageTypes, SentMessage } from "./message.js";
import { anyText, filledText, Id, Metadata, Time, wholeNumber } from "./primitives.js";
import { streamCalls } from "./stream.js";
import { Draining } from "./visitor-socket.js";

const Nothing = v.object({});

/** What a bot presents when it connects to namespace `/bots`. */
export const BotHandshake = v.object({
  key: v.string("must be a string: the key that `natter bots add` showed once"),
  protocol: v.number("must be the protocol version as a number"),
});
export type BotHandshake = v.InferInput<typeof BotHandshake>;

export const hearable = ["message", "system"] as const;
export type Hearable = (typeof hearable)[number];

const Credit = wholeNumber(0, limits.creditMax);

const everySend = {
  type: v.literal("send"),
  options: offeredOptions,
  quotedMessageId: v.optional(v.nullable(Id), null),
  metadata: v.optional(v.nullable(Metadata), null),
  ...managerSend,
};
const SendText = v.object({
  messageType: v.optional(v.literal("text"), "text"),
  ...everySend,
  text: filledText(limits.textMaxChars),
});
const SendFile = v.pipe(
  v.object({
    messageType: v.picklist(fileMessageTypes),
    ...everySend,
    /** The caption. */
    text: v.optional(anyText(limits.textMaxChars), ""),
    /** What `POST /bots/files` returned. */
    fileKey: v.optional(v.nullable(Id), null),
    externalFileUrl: v.optional(v.nullable(ExternalFileUrl), null),
  }),
  v.forward(
    v.partialCheck(
      [["fileKey"], ["externalFileUrl"]],
      ({ fileKey, externalFileUrl }) => (fileKey === null) !== (externalFileUrl === null),
      "must be given, or else fileKey, and not both",
    ),
    ["externalFileUrl"],
  ),
);

/** What a bot does in answer to a request. All but `send` is for the manager. */
export const Effect = v.variant("type", [
  v.variant(
    "messageType",
    [SendText, SendFile],
    `must be "text", or one of ${fileMessageTypes.join(", ")} with a file`,
  ),
  ...decisions,
]);
export type Effect = v.InferOutput<typeof Effect>;
export type EffectInput = v.InferInput<typeof Effect>;

/** Calls that bots make on namespace `/bots`. Every one is answered. */
export const botCalls = {
  hello: {
    summary:
      "Name this instance, say what it hears, how it wants it, and how much it takes at once. The first call.",
    input: v.object({
      instance: Id,
      hears: v.array(v.picklist(hearable, 'must be "message" or "system"'), "must be an array"),
      credit: Credit,
      /** Left out: each message in its turn. */
      policy: v.optional(DeliveryPolicy),
    }),
    reply: v.object({ bot: v.object({ id: Id, name: v.string(), isManager: v.boolean() }) }),
  },
  effect: {
    summary:
      "Do something in answer to a request. The same (request, index) twice happens once. Commands answer with their message.",
    input: v.object({
      ...ofEffect,
      effect: Effect,
    }),
    reply: SentMessage,
  },
  ...dialogueCalls,
  ...streamCalls,
  ...ownCalls,
  done: {
    summary: "The request is answered; every effect has been acknowledged. The lane moves on.",
    input: v.object(ofAttempt),
    reply: Nothing,
  },
  fail: {
    summary: "The request could not be answered. It is tried again with backoff, or put aside.",
    input: v.object({
      ...ofAttempt,
      error: v.pipe(
        v.string("must be a string"),
        // A fault report must not be lost over its form: it is cut and cleaned rather than refused.
        v.transform((text) => text.slice(0, limits.botErrorMaxChars).replaceAll("\0", "").toWellFormed()),
      ),
      isRetryable: v.boolean("must be true or false"),
    }),
    reply: v.object({
      /** When the next attempt is due; null when the request was put aside. */
      retryAt: v.nullable(Time),
    }),
  },
  credit: {
    summary: "Set how many requests this instance takes at once; 0 pauses it.",
    input: v.object({ credit: Credit }),
    reply: Nothing,
  },
} as const;

export const cancelReasons = [
  "conversation-ended",
  "lease-lost",
  "stopped-by-visitor",
  "superseded",
] as const;

export const Cancel = v.object({
  ...ofAttempt,
  reason: v.picklist(cancelReasons),
});
export type Cancel = v.InferOutput<typeof Cancel>;

/** Events that bots get on namespace `/bots`. */
export const botEvents = {
  request: { summary: "Something to answer.", payload: BotRequest },
  cancel: { summary: "Stop working on this attempt; nothing it does counts any more.", payload: Cancel },
  draining: { summary: "The server is about to restart; come back with jitter.", payload: Draining },
} as const;
