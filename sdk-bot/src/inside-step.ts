import { AsyncLocalStorage } from "node:async_hooks";

const inside = new AsyncLocalStorage<true>();

/** Runs the work of a step, so that whatever it calls can be told from the rest of its handler. */
export function insideStep<T>(work: () => T): T {
  return inside.run(true, work);
}

/**
 * A re-run does not enter the steps that it has recorded. An effect from within one would be missing then, and
 * every effect after it would have another number.
 */
export function isInsideStep(): boolean {
  return inside.getStore() === true;
}
