import { AsyncLocalStorage } from "node:async_hooks";

interface Contained {
  /** Hears of what the code threw where nobody could catch it. */
  onFault(error: unknown): void;
}

const contained = new AsyncLocalStorage<Contained>();
let users = 0;

/**
 * Runs the code of somebody else's such that what it lets fall, a rejection that nobody handles or an error
 * in a timer, does not end this process. Everything else that falls ends it, as without us.
 */
export function contain<T>(onFault: (error: unknown) => void, run: () => T): T {
  return contained.run({ onFault }, run);
}

/** Containing works from here on until the returned function is called. */
export function startContaining(): () => void {
  if (users++ === 0) {
    process.on("unhandledRejection", onFallen);
    process.on("uncaughtException", onFallen);
  }
  return () => {
    if (--users > 0) return;
    process.off("unhandledRejection", onFallen);
    process.off("uncaughtException", onFallen);
  };
}

// Node calls this in the asynchronous context in which the promise or the timer was made.
function onFallen(error: unknown): void {
  const owner = contained.getStore();
  if (!owner) throw error;
  owner.onFault(error);
}
