import { failure, type NatterError } from "../errors.js";
import type { Observer } from "../observer.js";
import { KeyedBuckets } from "./keyed-buckets.js";
import type { RateName, Rates } from "./rates.js";

interface LimiterOptions {
  /** Null: nothing is limited. */
  rates: Rates | null;
  observer: Observer;
  /** A clock that is never set back. Default `performance.now`. */
  now?: () => number;
  /** Keys that one bucket remembers; about 100 bytes each. Default 50,000. */
  maxKeys?: number;
}

/** Buckets that many share by a key. A socket's own bucket lies in its `Link`. */
export type SharedRate = Exclude<RateName, "calls">;

/** How full a bucket is, as `RateLimit` headers tell it. */
export interface Quota {
  name: SharedRate;
  burst: number;
  perSecond: number;
  left: number;
  fullInMs: number;
}

/** Who may do how much: token buckets by participant and by address. Knows no door. */
export class Limiter {
  readonly rates: Rates | null;
  readonly now: () => number;
  readonly #observer: Observer;
  readonly #maxKeys: number;
  readonly #buckets = new Map<SharedRate, KeyedBuckets>();

  constructor({ rates, observer, now = () => performance.now(), maxKeys = 50_000 }: LimiterOptions) {
    this.rates = rates;
    this.now = now;
    this.#observer = observer;
    this.#maxKeys = maxKeys;
  }

  /** Takes a token, or `cost` of them: 0, or the milliseconds until they are there. */
  take(name: SharedRate, key: string, cost = 1): number {
    if (!this.rates) return 0;
    const wait = this.#bucket(name, this.rates).take(key, this.now(), cost);
    if (wait > 0) this.#observer.rateLimited(name);
    return wait;
  }

  /** Milliseconds until a token is there, 0 when one is; takes nothing. */
  wait(name: SharedRate, key: string): number {
    if (!this.rates) return 0;
    const wait = this.#bucket(name, this.rates).waitMs(key, this.now());
    if (wait > 0) this.#observer.rateLimited(name);
    return wait;
  }

  quota(name: SharedRate, key: string): Quota | null {
    if (!this.rates) return null;
    const bucket = this.#bucket(name, this.rates);
    const now = this.now();
    return {
      name,
      ...bucket.rate,
      left: bucket.tokensLeft(key, now),
      fullInMs: bucket.fullInMs(key, now),
    };
  }

  #bucket(name: SharedRate, rates: Rates): KeyedBuckets {
    let bucket = this.#buckets.get(name);
    if (!bucket) {
      bucket = new KeyedBuckets(rates[name], this.#maxKeys);
      this.#buckets.set(name, bucket);
    }
    return bucket;
  }
}

/** What somebody hears whose bucket is empty. */
export function rateLimited(name: RateName, wait: number, localId?: string): NatterError {
  const retryAfterMs = Math.max(1, Math.ceil(wait));
  const options = { retryAfterMs, ...(localId !== undefined && { localId }) };
  return failure("rate_limited", "rate.limited", { name, retryAfterMs }, options);
}
