/** So many a second in the long run, and so many at once after a rest. */
export interface Rate {
  perSecond: number;
  burst: number;
}

/*
 * A token bucket is kept as one number, the time at which it will be full again (the generic cell rate
 * algorithm, ITU-T I.371): nothing to refill, nothing to expire, and a bucket at rest equals no bucket at all.
 */

/** Milliseconds until `cost` tokens are there; 0 when they are there now. A full bucket serves any cost. */
export function waitMs(fullAt: number, { perSecond, burst }: Rate, now: number, cost = 1): number {
  // In tokens, and forgiving by a billionth, so that rounding never withholds a whole one.
  const missing = Math.min(cost, burst) - (burst - ((fullAt - now) * perSecond) / 1000);
  return fullAt <= now || missing <= 1e-9 ? 0 : (missing * 1000) / perSecond;
}

/** When the bucket will be full after `cost` tokens were taken from it. */
export function fullAfter(fullAt: number, { perSecond }: Rate, now: number, cost = 1): number {
  return Math.max(fullAt, now) + (cost * 1000) / perSecond;
}

/** Whole tokens that are left. */
export function tokensLeft(fullAt: number, { perSecond, burst }: Rate, now: number): number {
  return Math.max(0, Math.floor(burst - (Math.max(0, fullAt - now) * perSecond) / 1000 + 1e-9));
}
