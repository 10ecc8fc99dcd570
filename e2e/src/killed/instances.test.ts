import { once } from "node:events";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { KilledHouse } from "./killed-house.js";

describe("two instances of a bot, each a process", () => {
  let house: KilledHouse;
  beforeEach(async () => {
    house = await KilledHouse.open();
  });
  afterEach(() => house[Symbol.asyncDispose]());

  /** Two that run, and a person whose first message one of them works on. */
  async function open(delayMs: number) {
    const [one, two] = [house.spawnInstance("one", delayMs), house.spawnInstance("two", delayMs)];
    await expect.poll(() => [one.lines, two.lines]).toEqual([["one is ready"], ["two is ready"]]);
    await house.enter();
    await house.say("hello");
    await expect.poll(() => [...one.lines, ...two.lines].join()).toContain("begins hello, attempt 1");
    const isOne = one.lines.join().includes("begins");
    return { at: isOne ? one : two, other: isOne ? two : one, otherName: isOne ? "two" : "one" };
  }
  const answers = async () => (await house.texts()).filter((text) => text.includes(":"));

  it("one that is asked to stop ends what it has, and nothing is delivered twice [F203] [F201]", async () => {
    const { at, other, otherName } = await open(1500);
    at.child.kill("SIGTERM");
    await house.say("and you?");
    const [code] = await once(at.child, "exit");
    expect(code).toBe(0);
    await expect.poll(answers).toHaveLength(2);
    expect((await answers())[1]).toBe(`${otherName}: and you?`);
    await expect
      .poll(async () => (await house.history()).map(({ status }) => status))
      .toEqual(["done", "done"]);
    expect((await house.history()).map(({ attempt }) => attempt)).toEqual([1, 1]);
    expect(other.lines.join()).not.toContain("hello");
  });

  it("what a killed one had in hand is answered by the other, once [F203] [F201]", async () => {
    const { at, other, otherName } = await open(1500);
    at.child.kill("SIGKILL");
    await expect.poll(answers).toEqual([`${otherName}: hello`]);
    expect(other.lines.join()).toContain("begins hello, attempt 2");
  });

  // No signal tells of a frozen process: the server hears it by its silence, 15 s and 10 s at most.
  it("what a frozen one had in hand is answered by the other, and when it thaws it says nothing [F203] [F202]", async () => {
    const { at, otherName } = await open(1500);
    at.child.kill("SIGSTOP");
    await expect.poll(answers, { timeout: 60_000 }).toEqual([`${otherName}: hello`]);
    at.child.kill("SIGCONT");
    // It works again, and its lost attempt has left nothing behind.
    await house.say("again");
    await expect.poll(answers).toHaveLength(2);
    expect((await answers())[1]).toMatch(/again$/u);
    expect((await house.history()).map(({ attempt }) => attempt)).toEqual([2, 1]);
  });
});
