import * as v from "valibot";
import { limits } from "./limits.js";

const milliseconds = (max: number) =>
  v.pipe(
    v.number("must be a number"),
    v.integer("must be a whole number"),
    v.minValue(1, "must be at least 1"),
    v.maxValue(max, `must be at most ${max}`),
  );

/**
 * How a bot wants the messages of one conversation: each in its turn (`serial`), only the newest of a person
 * (`latest`), or those that a person sends within `quietMs` of each other as one request (`burst`).
 */
export const DeliveryPolicy = v.variant(
  "type",
  [
    v.object({ type: v.literal("serial") }),
    v.object({ type: v.literal("latest") }),
    v.object({
      type: v.literal("burst"),
      /** Delivered when its sender has said nothing for so long. */
      quietMs: milliseconds(limits.burstQuietMaxMs),
      /** ... or so long after its first message. Default: ten times `quietMs`. */
      maxMs: v.optional(milliseconds(limits.burstMaxMs)),
      /** ... or as soon as it has so many messages. */
      maxMessages: v.optional(
        v.pipe(
          v.number("must be a number"),
          v.integer("must be a whole number"),
          v.minValue(2, "must be at least 2"),
          v.maxValue(limits.burstMessagesMaxCount, `must be at most ${limits.burstMessagesMaxCount}`),
        ),
      ),
    }),
  ],
  'must be "serial", "latest" or "burst"',
);
export type DeliveryPolicy = v.InferOutput<typeof DeliveryPolicy>;
