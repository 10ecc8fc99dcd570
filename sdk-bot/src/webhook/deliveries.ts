import { Refusal } from "./refusal.js";
import { windowMs } from "./verify.js";

/** Deliveries of the last minutes: each is taken once. Older ones are refused by their time. */
export class Deliveries {
  // In order of arrival.
  readonly #seen = new Map<string, number>();

  /** Throws a `Refusal` when it was here before. */
  take(delivery: string, nowMs: number): void {
    for (const [old, at] of this.#seen) {
      // A time stamp may lie five minutes ahead and is then good for ten.
      if (at > nowMs - 2 * windowMs) break;
      this.#seen.delete(old);
    }
    if (this.#seen.has(delivery)) {
      throw new Refusal("replayed", "this delivery was taken before; the server gives every try a new one");
    }
    this.#seen.set(delivery, nowMs);
  }
}
