// What the SDK needs of the protocol as values. `import type` keeps the protocol's schemas (and valibot) out
// of a bot's process; each value is pinned by a type to the protocol's own, so a drift does not compile.
import type {
  BotCalls,
  BotEvents,
  ErrorCode,
  errorCodes,
  fileMessageTypes,
  limits,
  PROTOCOL_VERSION,
} from "@natter/protocol";

export const protocolVersion: typeof PROTOCOL_VERSION = 1;
export const creditMax: typeof limits.creditMax = 1000;
export const effectsMaxCount: typeof limits.effectsMaxCount = 1000;
export const textMaxChars: typeof limits.textMaxChars = 10_000;
export const stepResultMaxBytes: typeof limits.stepResultMaxBytes = 16_384;
export const botErrorMaxChars: typeof limits.botErrorMaxChars = 2000;
export const fileTypes: typeof fileMessageTypes = ["voice", "audio", "video", "image", "attachment"];

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

/** One delivery of something to one bot. */
export type BotRequest = Parameters<BotEvents["request"]>[0];
export type BotRequestPayload = BotRequest["payload"];
/** The server's word that an attempt counts no more. */
export type Cancel = Parameters<BotEvents["cancel"]>[0];
/** The bot as the server's registry knows it. */
export type BotIdentity = Reply<"hello">["bot"];
