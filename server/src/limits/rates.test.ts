import { expect, test } from "vitest";
import { defaultRates, rateFault, readRates } from "./rates.js";

test("the defaults, written as settings, read back as they are", () => {
  expect(defaultRates.map(rateFault).filter(Boolean)).toEqual([]);
  expect(readRates(defaultRates)).toEqual(readRates([]));
  expect(readRates([])?.sends).toMatchObject({ perSecond: 5, burst: 20 });
});

test("a setting replaces one rate and leaves the others; off turns all of them off", () => {
  expect(readRates(["sends=0.5/3"])).toMatchObject({
    sends: { perSecond: 0.5, burst: 3 },
    calls: { perSecond: 20, burst: 60 },
  });
  expect(readRates(["off"])).toBeNull();
});

test("a mistyped rate is told with what would be right", () => {
  for (const setting of [
    "",
    "sends",
    "sends=5",
    "sends=0/5",
    "sends=5/0",
    "sends=-1/5",
    "constructor=5/5",
    "sends=5/20/1",
  ]) {
    expect(rateFault(setting), setting).toContain("such as sends=5/20");
  }
});
