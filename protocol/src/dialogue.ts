import * as v from "valibot";
import { ofEffect, offeredOptions } from "./attempt.js";
import { limits } from "./limits.js";
import { Message } from "./message.js";
import { filledText, wholeNumber } from "./primitives.js";

/** What became of a question. */
export const AskOutcome = v.variant("type", [
  /** Nobody has answered yet. The attempt is over; the next one comes with the answer. */
  v.object({ type: v.literal("waiting") }),
  v.object({ type: v.literal("answered"), message: Message }),
  v.object({ type: v.literal("timed-out") }),
]);
export type AskOutcome = v.InferOutput<typeof AskOutcome>;

/** What a step came to, as JSON; without `value` for `undefined`. */
export const StepResult = v.pipe(
  v.object({ value: v.optional(v.unknown()) }, "must be an object with the value"),
  v.check(
    (result) => new TextEncoder().encode(JSON.stringify(result)).byteLength <= limits.stepResultMaxBytes,
    `is larger than ${limits.stepResultMaxBytes} bytes of JSON; store it elsewhere and record a reference`,
  ),
  v.check(
    (result) => !JSON.stringify(result).includes("\\u0000"),
    "contains U+0000, which cannot be stored; remove it",
  ),
);
export type StepResult = v.InferOutput<typeof StepResult>;

/** What a bot used to work out its answer, for the history. People do not see it. */
export const ToolReport = v.pipe(
  v.object({
    tool: filledText(limits.stepNameMaxChars),
    arguments: v.optional(v.unknown()),
    result: v.optional(v.unknown()),
    /** Figures such as tokens or milliseconds, by name. */
    usage: v.optional(v.record(v.string(), v.number("must be a number"), "must be an object of numbers")),
  }),
  v.check(
    (report) => new TextEncoder().encode(JSON.stringify(report)).byteLength <= limits.reportMaxBytes,
    `is larger than ${limits.reportMaxBytes} bytes of JSON; report less of it`,
  ),
  v.check(
    (report) => !JSON.stringify(report).includes("\\u0000"),
    "contains U+0000, which cannot be stored; remove it",
  ),
);
export type ToolReport = v.InferOutput<typeof ToolReport>;

/** The calls of a bot whose request outlives its attempts. */
export const dialogueCalls = {
  ask: {
    summary:
      "Ask the people of the conversation. While nobody has answered the request waits, and this attempt is over.",
    input: v.object({
      ...ofEffect,
      text: filledText(limits.textMaxChars),
      options: offeredOptions,
      /** How long to wait for an answer. */
      timeoutMs: v.optional(wholeNumber(1, limits.askTimeoutMaxMs), limits.askTimeoutDefaultMs),
    }),
    reply: v.object({
      /** The question. */
      message: Message,
      outcome: AskOutcome,
    }),
  },
  report: {
    summary:
      "Add what was used for the answer to the request's history. The same (request, index) adds it once.",
    input: v.object({ ...ofEffect, report: ToolReport }),
    reply: v.object({}),
  },
  step: {
    summary:
      "Record what a step of the work came to, or, without `result`, look up what an attempt before this one recorded.",
    input: v.object({
      ...ofEffect,
      name: filledText(limits.stepNameMaxChars),
      result: v.optional(v.nullable(StepResult), null),
    }),
    reply: v.object({
      /** What is recorded: of several attempts the first. Null when nothing is. */
      result: v.nullable(StepResult),
    }),
  },
} as const;
