import { type TracingChannel, tracingChannel } from "node:diagnostics_channel";

/** What is published of one attempt at a request. Never what was said. */
export interface RequestTrace {
  requestId: string;
  attempt: number;
  conversationId: string;
  isAggregation: boolean;
  /** W3C trace context of what led to the request; null where it had none. */
  traceparent: string | null;
}

/** What is published of one effect of an attempt. */
export interface EffectTrace extends RequestTrace {
  index: number;
  kind: EffectKind;
}
export type EffectKind = "send" | "file" | "stream" | "ask" | "step" | "report" | Command;
/** What a manager decides. */
type Command = "approve" | "reject" | "rewrite" | "redirect" | "hold";

/** Around the handlers of one attempt. */
export const requestTracing = tracingChannel<string, RequestTrace>("natter.bot.request");
/** Around each effect, from its turn until the server has answered. */
export const effectTracing = tracingChannel<string, EffectTrace>("natter.bot.effect");

/** Does the work, and tells those who listen; without any it costs one look. */
export async function traced<Trace extends object, T>(
  channel: TracingChannel<string, Trace>,
  describe: () => Trace,
  work: () => Promise<T>,
): Promise<T> {
  if (!channel.hasSubscribers) return work();
  // Beside the channel, which would publish what the work resolves to: a message with its text.
  const results: T[] = [];
  await channel.tracePromise(async () => void results.push(await work()), describe());
  return results[0] as T;
}
