import fc from "fast-check";
import { expect, test } from "vitest";
import { backoffMs } from "./backoff.js";

test("a wait doubles per attempt up to half a minute, and is spread over its upper half [F73]", () => {
  fc.assert(
    fc.property(fc.nat(200), fc.double({ min: 0, max: 1, noNaN: true }), (attempt, random) => {
      const ceiling = Math.min(30_000, 500 * 2 ** attempt);
      const wait = backoffMs(attempt, () => random);
      expect(wait).toBeGreaterThanOrEqual(ceiling / 2);
      expect(wait).toBeLessThanOrEqual(ceiling);
    }),
  );
});
