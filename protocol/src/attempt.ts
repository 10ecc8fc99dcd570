import * as v from "valibot";
import { limits } from "./limits.js";
import { Option } from "./message.js";
import { Id } from "./primitives.js";

/** What every call about a request repeats: a call of an older attempt is `fenced`. */
export const ofAttempt = {
  requestId: Id,
  attempt: v.pipe(v.number("must be a number"), v.integer("must be a whole number"), v.minValue(1)),
};

/** What names an effect for ever: its place in the order of the attempt's effects. */
export const ofEffect = {
  ...ofAttempt,
  index: v.pipe(
    v.number("must be a number"),
    v.integer("must be a whole number"),
    v.minValue(0, "must not be negative"),
    v.maxValue(limits.effectsMaxCount - 1, `must be below ${limits.effectsMaxCount}`),
  ),
};

/** The choices that go with a bot's message. */
export const Options = v.pipe(
  v.array(Option, "must be an array of {text}"),
  v.maxLength(limits.optionsMaxCount, `has more than ${limits.optionsMaxCount} options; offer fewer`),
);
/** The same where they may be left out: there are none then. */
export const offeredOptions = v.optional(Options, []);
