import type { Clock, Timer } from "../clock.js";
import { NatterError } from "../errors.js";

/** How long to wait after the database failed. */
export const faultDelayMs = 1000;

/** Settles requests, and tries until that works: a lease that this node cannot give back would block its lane. */
export class Settler {
  readonly #clock: Pick<Clock, "after">;
  readonly #onFault: (error: unknown) => void;
  readonly #waits = new Set<Timer>();
  #isClosed = false;

  constructor(clock: Pick<Clock, "after">, onFault: (error: unknown) => void) {
    this.#clock = clock;
    this.#onFault = onFault;
  }

  /** Resolves once `work` succeeded, somebody else settled the request meanwhile, or this is closed. */
  async settle(work: () => Promise<unknown>): Promise<void> {
    while (!this.#isClosed) {
      try {
        await work();
        return;
      } catch (error) {
        if (error instanceof NatterError && error.code === "fenced") return;
        this.#onFault(error);
        await this.#pause();
      }
    }
  }

  /** Nothing is tried any more; what is waiting never resolves. */
  close(): void {
    this.#isClosed = true;
    for (const timer of this.#waits) timer.cancel();
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.#clock.after(faultDelayMs, () => {
        this.#waits.delete(timer);
        resolve();
      });
      this.#waits.add(timer);
    });
  }
}
