import type { Context } from "./context.js";
import type { Middleware, Next } from "./middleware.js";

/**
 * Gets what a handler threw. Returning means: dealt with, the request counts as answered. Throwing (the same
 * error or another) passes it on, at last to the server, which tries the request again.
 */
export type ErrorHandler<C extends Context = Context> = (error: unknown, context: C) => unknown;

/** Runs a chain with its error handlers. What comes after the chain, by `next()`, is not theirs. */
export function catching<C extends Context>(
  chain: Middleware<C>,
  handlers: readonly ErrorHandler<C>[],
): Middleware<C> {
  if (handlers.length === 0) return chain;
  return async (context, next) => {
    const outside = new Set<unknown>();
    const guardedNext: Next = async () => {
      try {
        await next();
      } catch (error) {
        outside.add(error);
        throw error;
      }
    };
    try {
      await chain(context, guardedNext);
    } catch (error) {
      // An attempt that has ended is nobody's failure.
      if (outside.has(error) || context.signal.aborted) throw error;
      await passOn(error, context, handlers);
    }
  };
}

async function passOn<C extends Context>(
  error: unknown,
  context: C,
  handlers: readonly ErrorHandler<C>[],
): Promise<void> {
  const [first, ...others] = handlers;
  if (first === undefined) throw error;
  try {
    await first(error, context);
  } catch (rethrown) {
    await passOn(rethrown, context, others);
  }
}
