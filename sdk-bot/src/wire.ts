// What the SDK needs of the protocol as values. `import type` keeps the protocol's schemas (and valibot) out
// of a bot's process; each value is pinned by a type to the protocol's own, so a drift does not compile.
import type {
  AttemptCall,
  attemptRestCalls,
  BotCalls,
  BotEvents,
  ErrorCode,
  errorCodes,
  fileMessageTypes,
  limits,
  ownRestCalls,
  PROTOCOL_VERSION,
} from "@natter/protocol";

export const protocolVersion: typeof PROTOCOL_VERSION = 1;
export const creditMax: typeof limits.creditMax = 1000;
export const effectsMaxCount: typeof limits.effectsMaxCount = 1000;
export const textMaxChars: typeof limits.textMaxChars = 10_000;
export const stepResultMaxBytes: typeof limits.stepResultMaxBytes = 16_384;
export const holdTimeoutMaxMs: typeof limits.holdTimeoutMaxMs = 2_592_000_000;
export const botErrorMaxChars: typeof limits.botErrorMaxChars = 2000;
export const fileTypes: typeof fileMessageTypes = ["voice", "audio", "video", "image", "attachment"];

type AttemptPaths = typeof attemptRestCalls;
/** Where each call of an attempt goes over REST. */
export const attemptPaths = {
  effect: "/bots/effects",
  ask: "/bots/questions",
  step: "/bots/steps",
  report: "/bots/reports",
  delta: "/bots/deltas",
  "delta.end": "/bots/deltas/end",
} as const satisfies Record<AttemptCall, string> & {
  effect: AttemptPaths["performEffect"]["path"];
  ask: AttemptPaths["askPeople"]["path"];
  step: AttemptPaths["recordStep"]["path"];
  report: AttemptPaths["addReport"]["path"];
  delta: AttemptPaths["addDelta"]["path"];
  "delta.end": AttemptPaths["endDelta"]["path"];
};

type OwnRest = typeof ownRestCalls;
type Address<Call extends { method: string; path: string }> = Pick<Call, "method" | "path">;
/** Where a bot without a socket makes the calls of its own accord. */
export const ownRest = {
  say: { method: "POST", path: "/bots/conversations/:conversationId/messages" },
  leave: { method: "POST", path: "/bots/conversations/:conversationId/leave" },
  requests: { method: "GET", path: "/bots/requests" },
} as const satisfies {
  say: Address<OwnRest["sayAsBot"]>;
  leave: Address<OwnRest["leaveAsBot"]>;
  requests: Address<OwnRest["listOwnRequests"]>;
};

type RetryableCode = {
  [Code in ErrorCode]: (typeof errorCodes)[Code]["isRetryable"] extends true ? Code : never;
}[ErrorCode];
const retryableCodes: Record<RetryableCode, true> = {
  rate_limited: true,
  internal: true,
  overloaded: true,
  unavailable: true,
  draining: true,
};

/** Whether the same call, repeated unchanged, may succeed later. A code from a newer server counts as final. */
export function isRetryableCode(code: ErrorCode): boolean {
  return code in retryableCodes;
}

export type CallName = keyof BotCalls;
/** What the bot sends with a call, and the data that the server answers with. */
export type Input<Name extends keyof BotCalls> = Parameters<BotCalls[Name]>[0];
export type Reply<Name extends keyof BotCalls> = Extract<
  Parameters<Parameters<BotCalls[Name]>[1]>[0],
  { ok: true }
>["data"];

export type EffectOf<Type extends Input<"effect">["effect"]["type"]> = Extract<
  Input<"effect">["effect"],
  { type: Type }
>;

/** One delivery of something to one bot. */
export type BotRequest = Parameters<BotEvents["request"]>[0];
export type BotRequestPayload = BotRequest["payload"];
export type RequestKind = BotRequestPayload["kind"];
/** The server's word that an attempt counts no more. */
export type Cancel = Parameters<BotEvents["cancel"]>[0];
/** How a bot wants the messages of one conversation. */
export type DeliveryPolicy = NonNullable<Input<"hello">["policy"]>;
/** The bot as the server's registry knows it. */
export type BotIdentity = Pick<Reply<"hello">["bot"], "id" | "name"> & {
  /** Whether it is the server's manager. Left out by sources that know of no managers. */
  isManager?: boolean;
};
