import type { BotActor } from "../chat/actor.js";
import { type CallTrace, callTracing } from "../diagnostics.js";

type AnyHandler = (context: { actor: BotActor }, input: unknown) => Promise<unknown>;

/** The same handlers; where somebody listens, each call about a request is told. Costs one look where nobody does. */
export function traced<Handlers extends object>(handlers: Handlers): Handlers {
  const wrapped = Object.entries(handlers as Record<string, AnyHandler>).map(([call, handle]) => {
    const run: AnyHandler = (context, input) => {
      const trace = callTracing.hasSubscribers ? traceOf(call, context.actor, input) : null;
      if (!trace) return handle(context, input);
      // Beside the channel, which would publish the answer: a message with its text.
      let answer: unknown;
      return callTracing
        .tracePromise(async () => {
          answer = await handle(context, input);
        }, trace)
        .then(() => answer);
    };
    return [call, run];
  });
  // Each has the type of the one that it wraps, which the compiler does not follow through entries.
  return Object.fromEntries(wrapped) as Handlers;
}

/** Null for what is about no request. Inputs were read by their schemas. */
function traceOf(call: string, { botId }: BotActor, input: unknown): CallTrace | null {
  if (typeof input !== "object" || input === null || !("requestId" in input)) return null;
  const {
    requestId,
    attempt,
    index = null,
  } = input as Pick<CallTrace, "requestId" | "attempt"> & {
    index?: number;
  };
  return { call, botId, requestId, attempt, index };
}
