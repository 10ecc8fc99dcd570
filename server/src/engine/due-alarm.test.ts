import { expect, it } from "vitest";
import { DueAlarm } from "./due-alarm.js";
import { VirtualClock } from "./virtual-clock.js";

function anAlarm(due: number[]) {
  const clock = new VirtualClock(0);
  const rung: number[] = [];
  const faults: unknown[] = [];
  const alarm = new DueAlarm({
    clock,
    next: () => due[0] ?? null,
    ring: async () => {
      rung.push(clock.now());
      while ((due[0] ?? Number.POSITIVE_INFINITY) <= clock.now()) due.shift();
    },
    onFault: (error) => faults.push(error),
  });
  /** Rings what is due by then, and lets each ring end. */
  const runUntil = async (at: number) => {
    while (clock.step(at)) await new Promise(setImmediate);
  };
  return { alarm, clock, rung, faults, runUntil };
}

it("rings when something is due, and again for the next [F212]", async () => {
  const { alarm, rung, runUntil } = anAlarm([1000, 5000]);
  alarm.set();
  await runUntil(999);
  expect(rung).toEqual([]);
  await runUntil(10_000);
  expect(rung).toEqual([1000, 5000]);
});

it("follows what is due to another time, and falls silent where nothing is [F212]", async () => {
  const due = [5000];
  const { alarm, clock, rung, runUntil } = anAlarm(due);
  alarm.set();
  due[0] = 2000;
  alarm.set();
  await runUntil(3000);
  expect(rung).toEqual([2000]);
  due[0] = 4000;
  alarm.set();
  due.length = 0;
  alarm.set();
  expect(clock.next).toBeNull();
});

it("reaches beyond the farthest timer of Node, and rings nobody after its end [F212]", async () => {
  const month = 30 * 86_400_000;
  const { alarm, rung, clock, runUntil } = anAlarm([month]);
  alarm.set();
  expect(clock.next).toBeLessThan(2 ** 31);
  await runUntil(month);
  expect(rung).toEqual([2 ** 31 - 1, month]);
  const other = anAlarm([1000]);
  other.alarm.set();
  other.alarm[Symbol.dispose]();
  await other.runUntil(2000);
  expect(other.rung).toEqual([]);
});

it("does not ring on and on for what could not be done [F212]", async () => {
  const clock = new VirtualClock(0);
  const faults: unknown[] = [];
  const alarm = new DueAlarm({
    clock,
    next: () => 1000,
    ring: () => Promise.reject(new Error("no")),
    onFault: (error) => faults.push(error),
  });
  alarm.set();
  while (clock.step(100_000)) await new Promise(setImmediate);
  expect(faults).toHaveLength(1);
});
