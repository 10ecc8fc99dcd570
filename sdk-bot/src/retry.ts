import { NatterBotError } from "./errors.js";
import { type Backoff, backoffMs, type Timing } from "./timing.js";
import { untilAborted } from "./until-aborted.js";

/** Short at first, because an overloaded queue empties within a few commits. */
const backoff: Backoff = { firstMs: 100, maxMs: 5_000 };

/**
 * Repeats a call until it is answered for good: an error that is not retryable is thrown. Every call of a bot
 * happens once however often it arrives, so repeating it after a lost answer is safe. Without an end of its
 * own: the signal ends it, at the latest when the connection is lost.
 */
export async function callUntilAnswered<T>(
  call: () => Promise<T>,
  { signal, timing }: { signal: AbortSignal; timing: Timing },
): Promise<T> {
  for (let tries = 0; ; tries++) {
    signal.throwIfAborted();
    try {
      return await untilAborted(call(), signal);
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof NatterBotError && error.isRetryable)) throw error;
      const delayMs = (error.retryAfterMs ?? 0) + backoffMs(backoff, tries, timing.random);
      await untilAborted(timing.sleep(delayMs, signal), signal);
    }
  }
}
