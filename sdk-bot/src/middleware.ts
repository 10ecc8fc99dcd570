import type { Context } from "./context.js";
import { NatterBotError } from "./errors.js";
import { WatchedPromise } from "./watched-promise.js";

/** Runs what comes further down the chain. Call it at most once. */
export type Next = () => Promise<void>;

/**
 * Answers a request, or does something around what answers it. It ends the chain unless it calls `next()`.
 * What it returns is awaited and otherwise ignored.
 */
export type Middleware<C extends Context = Context> = (context: C, next: Next) => unknown;

/** Throws `misuse` on what the types would have refused: it would show only with the first message. */
export function requireHandler(handler: unknown): void {
  if (typeof handler === "function") return;
  const what = handler === undefined ? "was registered without its function" : "is no function";
  throw new NatterBotError("misuse", `a handler ${what}`, {
    remedy: 'Write it like bot.on("text", (ctx) => ctx.reply("Hello"))',
  });
}

/** Chains middleware in order. A `next()` that nobody awaits is awaited here, so no work runs on unseen. */
export function compose<C extends Context>(chain: readonly Middleware<C>[]): Middleware<C> {
  const run = async (context: C, index: number, last: Next): Promise<void> => {
    const current = chain[index];
    if (current === undefined) return await last();
    let rest: WatchedPromise<void> | undefined;
    await current(context, () => {
      if (rest) throw new NatterBotError("misuse", "next() was called twice", { remedy: "Call it once" });
      rest = WatchedPromise.watch(run(context, index + 1, last));
      return rest;
    });
    if (rest?.isWatched === false) await rest;
  };
  return (context, next) => run(context, 0, next);
}
