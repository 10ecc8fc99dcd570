import { expect, test } from "vitest";
import { Latencies } from "./latencies.js";

test("percentiles are values that were measured, by nearest rank", () => {
  const latencies = new Latencies();
  for (let ms = 100; ms >= 1; ms -= 1) latencies.add(ms);
  expect(latencies.summary()).toEqual({ count: 100, p50: 50, p95: 95, p99: 99, max: 100 });
});

test("nothing measured gives no figure", () => {
  expect(new Latencies().summary()).toMatchObject({ count: 0, p99: Number.NaN });
});
