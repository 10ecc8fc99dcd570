import * as v from "valibot";
import { limits } from "./limits.js";
import { wholeNumber } from "./primitives.js";

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
      quietMs: wholeNumber(1, limits.burstQuietMaxMs),
      /** ... or so long after its first message. Default: ten times `quietMs`. */
      maxMs: v.optional(wholeNumber(1, limits.burstMaxMs)),
      /** ... or as soon as it has so many messages. */
      maxMessages: v.optional(wholeNumber(2, limits.burstMessagesMaxCount)),
    }),
  ],
  'must be "serial", "latest" or "burst"',
);
export type DeliveryPolicy = v.InferOutput<typeof DeliveryPolicy>;
