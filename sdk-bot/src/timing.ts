import { setTimeout as wait } from "node:timers/promises";

/** Time and chance, as the SDK takes them; tests bring their own. */
export interface Timing {
  /** From 0 up to, not including, 1. */
  random(): number;
  /** Resolves after `ms`; rejects as soon as the signal aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export const realTiming: Timing = {
  random: Math.random,
  sleep: (ms, signal) => wait(ms, undefined, { signal }),
};

/** Bounds of a growing delay, in milliseconds. */
export interface Backoff {
  firstMs: number;
  maxMs: number;
}

/** Exponential with full jitter: clients that failed together come back spread out. `tries` starts at 0. */
export function backoffMs({ firstMs, maxMs }: Backoff, tries: number, random: () => number): number {
  return Math.floor(random() * Math.min(maxMs, firstMs * 2 ** Math.min(tries, 30)));
}
