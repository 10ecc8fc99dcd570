/** Where a bot dies: with the call before it reaches the server, or after the server did it but before the bot hears. */
export type CrashPoint = "before" | "after";

interface Planned {
  call: number;
  point: CrashPoint;
}

/** Counts the calls by which the bots of a dialogue answer, all of them together, and says which one kills its bot. */
export class CrashPlan {
  #planned: Planned | null = null;
  #afterEffect: number | null = null;
  #calls = 0;
  #effects = 0;

  /** Calls so far, of every attempt. */
  get calls(): number {
    return this.#calls;
  }

  /** At the call with this number, counted from 1. */
  crashAtCall(call: number, point: CrashPoint): void {
    this.#planned = { call, point };
  }

  /** Once the server has done the nth effect from now. */
  crashAfterEffect(n: number): void {
    this.#afterEffect = this.#effects + n;
  }

  /** A call sets out; returns its number. */
  count(): number {
    this.#calls += 1;
    return this.#calls;
  }

  /** The server has done an effect. Whether its bot dies of it. */
  effectDone(): boolean {
    this.#effects += 1;
    if (this.#afterEffect !== this.#effects) return false;
    this.#afterEffect = null;
    return true;
  }

  /** Whether the bot dies here; it does so once. */
  takes(call: number, point: CrashPoint): boolean {
    if (this.#planned?.call !== call || this.#planned.point !== point) return false;
    this.#planned = null;
    return true;
  }
}
