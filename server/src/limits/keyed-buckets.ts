import { fullAfter, type Rate, tokensLeft, waitMs } from "./token-bucket.js";

/**
 * One token bucket a key, for as many keys as fit. Keys live in two generations: when the younger one is full it
 * becomes the older one, and what nobody used meanwhile is forgotten. So memory is bounded, a key in use
 * never loses its bucket to others, and nothing is ever swept.
 */
export class KeyedBuckets {
  readonly rate: Rate;
  readonly #maxYoung: number;
  #young = new Map<string, number>();
  #old = new Map<string, number>();

  constructor(rate: Rate, maxKeys: number) {
    this.rate = rate;
    this.#maxYoung = Math.max(1, Math.floor(maxKeys / 2));
  }

  /** Takes `cost` tokens and answers 0; or takes nothing and answers the milliseconds until they are there. */
  take(key: string, now: number, cost = 1): number {
    const fullAt = this.#fullAt(key);
    const wait = waitMs(fullAt, this.rate, now, cost);
    this.#keep(key, wait > 0 ? fullAt : fullAfter(fullAt, this.rate, now, cost));
    return wait;
  }

  /** Milliseconds until a token is there, 0 when one is; takes nothing. */
  waitMs(key: string, now: number): number {
    return waitMs(this.#fullAt(key), this.rate, now);
  }

  tokensLeft(key: string, now: number): number {
    return tokensLeft(this.#fullAt(key), this.rate, now);
  }

  /** Milliseconds until the key's bucket is full again. */
  fullInMs(key: string, now: number): number {
    return Math.max(0, this.#fullAt(key) - now);
  }

  get size(): number {
    return this.#young.size + this.#old.size;
  }

  #fullAt(key: string): number {
    return this.#young.get(key) ?? this.#old.get(key) ?? 0;
  }

  #keep(key: string, fullAt: number): void {
    if (this.#young.size >= this.#maxYoung && !this.#young.has(key)) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, fullAt);
  }
}
