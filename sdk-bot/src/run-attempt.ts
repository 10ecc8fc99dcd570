import { AttemptCalls } from "./attempt-calls.js";
import { Context } from "./context.js";
import { Effects } from "./effects.js";
import { describe, type Logger } from "./logger.js";
import type { Middleware } from "./middleware.js";
import type { Link } from "./source/request-source.js";
import type { Timing } from "./timing.js";
import { requestTracing, traced } from "./tracing.js";
import { untilAborted } from "./until-aborted.js";
import { type BotRequest, botErrorMaxChars } from "./wire.js";

export type ContextFactory = (request: BotRequest, effects: Effects, signal: AbortSignal) => Context;

/** What every attempt of a bot needs. */
export interface AttemptTools {
  handle: Middleware;
  /** Makes what the handlers get. Default: a plain context. */
  contextOf?: ContextFactory;
  logger: Logger;
  timing: Timing;
}

/**
 * Runs the handlers for one attempt and reports how it went, after every effect was acknowledged. Never
 * rejects. When the controller aborts it returns at once and reports nothing: the attempt counts no more.
 */
export async function runAttempt(
  request: BotRequest,
  link: Link,
  controller: AbortController,
  { handle, contextOf = plain, logger, timing }: AttemptTools,
): Promise<void> {
  const calls = new AttemptCalls(request, link, controller, timing);
  const effects = new Effects(calls);
  const about = { requestId: request.requestId, attempt: request.attempt };
  try {
    const handling = () => handle(contextOf(request, effects, calls.signal), nothingMore);
    const run = async () => {
      const thrown = await untilAborted(handled(handling, effects), calls.signal);
      if (calls.changedMind) throw calls.changedMind;
      if (thrown) throw thrown.error;
    };
    const failure = await traced(requestTracing, () => calls.trace, run).then(
      () => null,
      (error: unknown) => ({ error }),
    );
    if (failure === null) {
      await calls.done();
      return;
    }
    if (calls.signal.aborted) return;
    // Logged before it is reported, so that it shows even when the link breaks now.
    logger.error("a handler failed", { error: failure.error, ...about });
    const { retryAt } = await calls.fail(asReported(failure.error), !isPermanent(failure.error));
    if (retryAt === null) logger.error("the server has put the request aside", about);
  } catch (error) {
    if (calls.signal.aborted) return;
    logger.error("the server refused the end of a request", { error, ...about });
  }
}

const plain: ContextFactory = (...parts) => new Context(...parts);
const nothingMore = async () => {};

/** Null when the handlers and all of their effects succeeded. */
async function handled(handle: () => unknown, effects: Effects): Promise<{ error: unknown } | null> {
  let failure: { error: unknown } | null = null;
  try {
    await handle();
  } catch (error) {
    failure = { error };
  }
  // After a failure too: a reply that is under way belongs to this attempt, and must not arrive after its end.
  await effects.settle().catch((error: unknown) => {
    failure ??= { error };
  });
  effects.close();
  return failure;
}

function isPermanent(error: unknown): boolean {
  return typeof error === "object" && error !== null && "isRetryable" in error && error.isRetryable === false;
}

/** Within the wire's bound, and free of what a database cannot store. */
function asReported(error: unknown): string {
  return describe(error).slice(0, botErrorMaxChars).toWellFormed().replaceAll("\0", "\uFFFD");
}
