import { tracingChannel } from "node:diagnostics_channel";
import type { AttemptOutcome } from "./observer.js";

/** What is published of one attempt at a request, from its lease to its end. Never what was said. */
export interface RequestTrace {
  requestId: string;
  attempt: number;
  botId: string;
  conversationId: string;
  /** W3C trace context of the call that led to the request; null where it had none. */
  traceparent: string | null;
  /** How it ended; there from `asyncEnd` on. */
  outcome?: AttemptOutcome;
}

/** What is published of one call of a bot about a request. */
export interface CallTrace {
  /** The name of the call, such as `effect`, `ask` or `done`. */
  call: string;
  botId: string;
  requestId: string;
  attempt: number;
  /** Null where the call is about the request as a whole. */
  index: number | null;
}

/** `start` with the lease, `asyncEnd` when the attempt is over, whatever came of it. */
export const requestTracing = tracingChannel<string, RequestTrace>("natter.server.request");
/** Around each call of a bot about a request. */
export const callTracing = tracingChannel<string, CallTrace>("natter.server.effect");
