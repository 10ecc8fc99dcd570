import type { Core } from "../chat/core.js";
import { decideOverdue } from "./decide-overdue.js";
import { markStalledStreams } from "./mark-stalled-streams.js";
import { timeOutQuestions } from "./time-out-questions.js";

/** Looks every `everyMs` for what is due without anybody doing anything, one round at a time. */
export function startSweep(core: Core, everyMs: number, onFault: (error: unknown) => void): Disposable {
  let isLooking = false;
  let isStopped = false;
  const timer = setInterval(() => {
    if (isLooking) return;
    isLooking = true;
    Promise.all([timeOutQuestions(core), markStalledStreams(core), decideOverdue(core)])
      .catch((error) => {
        // A round that the stop has cut short is taken up at the next start.
        if (!isStopped) onFault(error);
      })
      .finally(() => {
        isLooking = false;
      });
  }, everyMs);
  return {
    [Symbol.dispose]: () => {
      isStopped = true;
      clearInterval(timer);
    },
  };
}
