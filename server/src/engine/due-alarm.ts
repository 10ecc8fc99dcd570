import type { Clock, Timer } from "../clock.js";

interface DueAlarmOptions {
  clock: Clock;
  /** When something is due next that nobody does; null while nothing is. */
  next(): number | null;
  /** Does what is due. */
  ring(): Promise<unknown>;
  onFault(error: unknown): void;
}

/** As far ahead as Node's timers reach. */
const farthestMs = 2_147_483_647;

/** Rings when something is due, where a server would look again and again: a virtual clock jumps there in one step. */
export class DueAlarm implements Disposable {
  readonly #options: DueAlarmOptions;
  #at: number | null = null;
  #timer: Timer | null = null;

  constructor(options: DueAlarmOptions) {
    this.#options = options;
  }

  /** To be called whenever something may be due at another time than before. */
  set(): void {
    const { clock, next } = this.#options;
    const at = next();
    if (at === this.#at) return;
    this.#timer?.cancel();
    this.#at = at;
    this.#timer =
      at === null
        ? null
        : clock.after(Math.min(Math.max(0, at - clock.now()), farthestMs), () => void this.#ring());
  }

  [Symbol.dispose](): void {
    this.#timer?.cancel();
  }

  async #ring(): Promise<void> {
    const { clock, next, ring, onFault } = this.#options;
    this.#at = null;
    await ring().catch(onFault);
    const at = next();
    // What is due still has failed, and will not do better at once.
    if (at !== null && at > clock.now()) this.set();
  }
}
