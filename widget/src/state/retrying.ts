import { backoffMs } from "../transport/backoff.js";
import { CallFailed } from "../transport/call-failed.js";
import type { Ambient } from "./ambient.js";

/** Repeats `attempt` while it fails retryably. Returns null when `signal` aborted; other failures are thrown. */
export async function retrying<T>(
  ambient: Ambient,
  signal: AbortSignal,
  attempt: () => Promise<T>,
  onFailure: (failure: CallFailed) => void = () => {},
): Promise<T | null> {
  for (let count = 0; !signal.aborted; count++) {
    try {
      return await attempt();
    } catch (error) {
      if (signal.aborted) return null;
      if (!(error instanceof CallFailed && error.isRetryable)) throw error;
      onFailure(error);
      await ambient.wait(error.retryAfterMs + backoffMs(count, ambient.random), signal);
    }
  }
  return null;
}
