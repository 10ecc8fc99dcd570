import { expect, test } from "vitest";
import { KeyedBuckets } from "./keyed-buckets.js";

test("keys do not share a bucket", () => {
  const buckets = new KeyedBuckets({ perSecond: 1, burst: 2 }, 100);
  expect([buckets.take("a", 0), buckets.take("a", 0), buckets.take("b", 0)]).toEqual([0, 0, 0]);
  expect(buckets.take("a", 0)).toBe(1000);
  expect(buckets.tokensLeft("b", 0)).toBe(1);
  expect(buckets.take("a", 1000)).toBe(0);
});

test("a million keys take no more room than the bound, and a key in use is not pushed out by them", () => {
  const buckets = new KeyedBuckets({ perSecond: 0.001, burst: 1 }, 1000);
  expect(buckets.take("steady", 1)).toBe(0);
  for (let n = 0; n < 1_000_000; n += 1) {
    buckets.take(`key-${n}`, 1);
    if (n % 100 === 0) expect(buckets.take("steady", 1)).toBeGreaterThan(0);
  }
  expect(buckets.size).toBeLessThanOrEqual(1000);
});
