import fc from "fast-check";
import { expect, test } from "vitest";
import { fullAfter, tokensLeft, waitMs } from "./token-bucket.js";

test("a full bucket grants its burst at once and then its rate", () => {
  const rate = { perSecond: 5, burst: 20 };
  let fullAt = 0;
  const take = (now: number) => {
    const wait = waitMs(fullAt, rate, now);
    if (wait === 0) fullAt = fullAfter(fullAt, rate, now);
    return wait;
  };
  for (let n = 0; n < 20; n += 1) expect(take(1000)).toBe(0);
  expect(take(1000)).toBeCloseTo(200);
  expect(take(1199)).toBeGreaterThan(0);
  expect(take(1200)).toBe(0);
  expect(tokensLeft(fullAt, rate, 1200)).toBe(0);
  expect(tokensLeft(fullAt, rate, 2200)).toBe(5);
  expect(tokensLeft(fullAt, rate, 1e9)).toBe(20);
});

test("whatever comes when, no window grants more than its burst and its share, and who waits as told is let in", () => {
  const rates = fc.record({
    perSecond: fc.integer({ min: 1, max: 5000 }),
    burst: fc.integer({ min: 1, max: 200 }),
  });
  fc.assert(
    fc.property(rates, fc.array(fc.nat({ max: 500 }), { maxLength: 300 }), (rate, gaps) => {
      const granted: number[] = [];
      let fullAt = 0;
      let now = 0;
      for (const gap of gaps) {
        now += gap;
        const wait = waitMs(fullAt, rate, now);
        if (wait > 0) {
          expect(waitMs(fullAt, rate, now + wait + 1e-6)).toBe(0);
          continue;
        }
        fullAt = fullAfter(fullAt, rate, now);
        granted.push(now);
        for (const start of granted) {
          const inWindow = granted.filter((at) => at >= start).length;
          expect(inWindow).toBeLessThanOrEqual(rate.burst + ((now - start) * rate.perSecond) / 1000 + 1e-6);
        }
      }
    }),
    { numRuns: 60 },
  );
});
