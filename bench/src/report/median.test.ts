import { expect, test } from "vitest";
import { median, spread } from "./median.js";

test("the median of an odd number of rounds is the middle one, of an even number the mean of two", () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([9, 1, 5, 7])).toBe(6);
  expect(median([])).toBeNaN();
});

test("the spread is how much the fastest round exceeds the slowest", () => {
  expect(spread([100, 125, 110])).toBeCloseTo(0.25);
});
