import { expect, test } from "vitest";
import { FreshStates } from "./fresh-states.js";

test("a state that was overtaken while it was read is read again, others are not [F8]", async () => {
  const states = new FreshStates();
  const given: number[] = [];
  let version = 0;
  const read = async () => {
    const mine = ++version;
    await Promise.resolve();
    if (mine === 1) {
      states.published("other");
      states.published("c");
    }
    return mine;
  };
  await states.read("c", read, (state) => given.push(state));
  expect(given).toEqual([2]);
  await states.read("c", read, (state) => given.push(state));
  expect(given).toEqual([2, 3]);
});
