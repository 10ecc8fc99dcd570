import { NatterBotError } from "./errors.js";
import type { DeliveryPolicy } from "./wire.js";

type BurstPolicy = Extract<DeliveryPolicy, { type: "burst" }>;

/** When several quick messages of a person become one request. Milliseconds throughout. */
export interface BurstOptions {
  /** How long the person has to be quiet. 1 to 60 000. */
  quiet: number;
  /** How long to wait at most from the first message on. Default: ten times `quiet`, at most 600 000. */
  maxWait?: number | undefined;
  /** Messages at which it does not wait any longer. 2 to 16. Default: 16. */
  maxMessages?: number | undefined;
}

/** What the server is told. Throws a `NatterBotError` with code `setting`, naming the option that is off. */
export function burstPolicy({ quiet, maxWait, maxMessages }: BurstOptions): BurstPolicy {
  return {
    type: "burst",
    quietMs: whole("quiet", quiet, 1, 60_000),
    ...(maxWait !== undefined && { maxMs: whole("maxWait", maxWait, 1, 600_000) }),
    ...(maxMessages !== undefined && { maxMessages: whole("maxMessages", maxMessages, 2, 16) }),
  };
}

/** Of several that a bot was given the one that holds; throws when they contradict each other. */
export function onePolicy(policies: readonly DeliveryPolicy[]): DeliveryPolicy | undefined {
  const [first, ...others] = policies;
  const other = others.find((policy) => JSON.stringify(policy) !== JSON.stringify(first));
  if (first === undefined || other === undefined) return first;
  throw new NatterBotError("setting", `the bot has the policies ${named(first)} and ${named(other)}`, {
    remedy: "Give every bot.burst() the same options, and no policy to new Bot() beside them",
  });
}

function whole(name: string, value: number, min: number, max: number): number {
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw new NatterBotError("setting", `burst: ${name} is not a whole number from ${min} to ${max}`, {
    remedy: "Write it in milliseconds, like bot.burst({ quiet: 800 }, handler)",
  });
}

const named = ({ type, ...details }: DeliveryPolicy) => `${type} ${JSON.stringify(details)}`;
