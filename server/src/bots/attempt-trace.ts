import { type RequestTrace, requestTracing } from "../diagnostics.js";
import type { AttemptOutcome } from "../observer.js";
import type { Lease } from "../requests/lease-request.js";

/** Publishes that an attempt began; nothing is made where nobody listens. */
export function startTrace(
  botId: string,
  { conversationId, request: { requestId, attempt, payload } }: Extract<Lease, { type: "leased" }>,
): RequestTrace | undefined {
  if (!requestTracing.hasSubscribers) return undefined;
  const traceparent = payload.traceparent ?? null;
  const trace: RequestTrace = { requestId, attempt, botId, conversationId, traceparent };
  requestTracing.start.publish(trace);
  return trace;
}

/** Publishes how it ended, to those who heard that it began. */
export function endTrace(trace: RequestTrace | undefined, outcome: AttemptOutcome): void {
  if (!trace) return;
  trace.outcome = outcome;
  requestTracing.asyncEnd.publish(trace);
}
