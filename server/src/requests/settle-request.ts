import type { BotActor } from "../chat/actor.js";
import type { Core, RetrySettings } from "../chat/core.js";
import { requireAttempt } from "../chat/require-attempt.js";
import { interruptStreams } from "../chat/write-stream.js";
import type { RequestEntity } from "../store/entities.js";

interface Attempt {
  requestId: string;
  attempt: number;
}

/** The request is answered. Saying so again changes nothing. */
export function completeRequest(core: Core, actor: BotActor, { requestId, attempt }: Attempt): Promise<void> {
  return core.submit({
    keys: { requests: [requestId] },
    apply(work) {
      const settled = work.request(requestId);
      if (settled?.botId === actor.botId && settled.status === "done" && settled.attempt === attempt) return;
      const request = requireAttempt(work, actor, { requestId, attempt });
      interruptStreams(core, work, requestId);
      const updatedAt = core.now();
      const latencyMs = Math.max(0, updatedAt - request.createdAt);
      work.changeRequest(requestId, { status: "done", leasedBy: null, latencyMs, error: null, updatedAt });
    },
  });
}

/** The attempt failed: tried again with backoff, or put aside. Resolves to when the next attempt is due. */
export function failRequest(
  core: Core,
  actor: BotActor,
  { requestId, attempt, error, isRetryable }: Attempt & { error: string; isRetryable: boolean },
): Promise<{ retryAt: number | null }> {
  return core.submit({
    keys: { requests: [requestId] },
    apply(work) {
      const repeated = work.request(requestId);
      if (repeated?.botId === actor.botId && isSettledFailure(repeated, attempt)) {
        return { retryAt: repeated.status === "dead" ? null : repeated.availableAt };
      }
      const request = requireAttempt(work, actor, { requestId, attempt });
      const { retry } = core.settings;
      const updatedAt = core.now();
      const failures = request.failures + 1;
      const isLast =
        !isRetryable || failures >= retry.maxFailures || attempt - request.suspensions >= retry.maxAttempts;
      if (isLast) interruptStreams(core, work, requestId);
      const retryAt = updatedAt + backoffMs(retry, failures);
      work.changeRequest(requestId, {
        status: isLast ? "dead" : "pending",
        leasedBy: null,
        failures,
        availableAt: retryAt,
        error,
        updatedAt,
      });
      return { retryAt: isLast ? null : retryAt };
    },
  });
}

/** Gives a lease back without a failure, because its instance is gone. A lease that has moved on stays. */
export function releaseRequest(core: Core, { requestId, attempt }: Attempt): Promise<void> {
  return core.submit({
    keys: { requests: [requestId] },
    apply(work) {
      const request = work.request(requestId);
      if (request?.status !== "running" || request.attempt !== attempt) return;
      work.changeRequest(requestId, { status: "pending", leasedBy: null, updatedAt: core.now() });
    },
  });
}

function isSettledFailure(request: RequestEntity, attempt: number): boolean {
  return request.attempt === attempt && (request.status === "pending" || request.status === "dead");
}

function backoffMs({ firstDelayMs, maxDelayMs }: RetrySettings, failures: number): number {
  return Math.min(maxDelayMs, firstDelayMs * 2 ** (failures - 1));
}
