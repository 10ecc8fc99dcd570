import { expect, test } from "vitest";
import { verdict } from "./target.js";

test("a verdict names the bound that was met or missed", () => {
  expect(verdict({ says: "speed", ratio: 0.41, atLeast: 0.4 })).toBe("pass  speed: 0.410 (wanted ≥ 0.4)");
  expect(verdict({ says: "p99", ratio: 4.5, atMost: 4 })).toBe("FAIL  p99: 4.50 (wanted ≤ 4)");
});

test("what was not measured is no pass", () => {
  expect(verdict({ says: "speed", ratio: Number.NaN, atLeast: 0.4 })).toMatch(/^FAIL/u);
});
