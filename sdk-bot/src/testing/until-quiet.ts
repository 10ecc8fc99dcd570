import { setImmediate as turn } from "node:timers/promises";
import type { Engine, VirtualClock } from "@natter/server/engine";

/** Turns of the event loop after which an engine that could go on has done so. */
const turnsToBeStill = 6;

/** Resolves when nothing more happens by itself: handlers wait for something, or for the clock. */
export async function untilStill(engine: Engine): Promise<void> {
  let still = 0;
  const stop = engine.onCommit(() => {
    still = 0;
  });
  for (; still < turnsToBeStill; still++) await turn();
  stop();
}

/**
 * Lets the bots work until `isReached`, or until they have answered everything. Waiting for the next attempt of
 * a failed request costs no time: the clock moves by itself while no handler runs. Resolves to whether the goal
 * was reached; rejects when a handler takes longer than `patienceMs` of real time.
 */
export async function untilQuiet(
  engine: Engine,
  clock: VirtualClock,
  patienceMs: number,
  isReached: () => boolean = () => false,
): Promise<boolean> {
  let commits = 0;
  let heard: () => void = () => {};
  const stop = engine.onCommit(() => {
    commits += 1;
    heard();
  });
  try {
    for (;;) {
      const before = commits;
      for (let turns = 0; turns < turnsToBeStill && commits === before; turns++) {
        await turn();
        if (isReached()) return true;
      }
      if (commits !== before) continue;
      const { running, pending } = engine.workload();
      if (running + pending === 0) return isReached();
      if (running === 0 && clock.step(Number.POSITIVE_INFINITY)) continue;
      if (running === 0) return isReached();
      await nextCommit(patienceMs, (listener) => {
        heard = listener;
      });
    }
  } finally {
    stop();
  }
}

function nextCommit(patienceMs: number, listen: (heard: () => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      const remedy = "Await what it waits for, make it quicker, or give talk() a longer patienceMs";
      reject(
        new Error(`a handler of the bot has neither replied nor returned for ${patienceMs} ms. ${remedy}`),
      );
    }, patienceMs);
    listen(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
