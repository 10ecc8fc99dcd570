import { describe, expect, it } from "vitest";
import { backoffMs } from "./timing.js";

describe("the backoff", () => {
  const backoff = { firstMs: 100, maxMs: 1000 };

  it("doubles up to its maximum, with jitter over the whole range [F64]", () => {
    const longest = () => 0.999;
    expect([0, 1, 2, 3, 4, 1000].map((tries) => backoffMs(backoff, tries, longest))).toEqual([
      99, 199, 399, 799, 999, 999,
    ]);
    expect(backoffMs(backoff, 4, () => 0)).toBe(0);
  });
});
