import { expect, test } from "vitest";
import { runFuzz } from "./run-fuzz.js";

// The full run of 100,000 is `node server/dist/testing/fuzz/main.js`.
test.each([1, 20_260, 777])(
  "nonsense with seed %i breaks nothing, stores nothing wrong, and a neighbour goes on talking [F269]",
  async (seed) => {
    const result = await runFuzz({ seed, count: 3000, maxMs: 60_000 });
    expect(result.complaints).toEqual([]);
    expect(result.faults).toEqual([]);
    expect(result.frames).toBeGreaterThan(500);
    expect(result.requests).toBeGreaterThan(50);
    expect(result.neighbourCalls).toBeGreaterThan(5);
  },
);
