import type { Core } from "../chat/core.js";
import { sweepFiles } from "./sweep-files.js";

const everyMs = 60 * 60_000;

/** Sweeps at once and every hour. Disposing waits for the sweep that runs. */
export function keepSwept(core: Core): AsyncDisposable {
  const sweep = () => sweepFiles(core).catch(core.onFault);
  let running = sweep();
  const timer = setInterval(() => {
    running = running.then(sweep);
  }, everyMs);
  timer.unref();
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await running;
    },
  };
}
