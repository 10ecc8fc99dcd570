import { describe, expect, it } from "vitest";
import { NatterBotError } from "./errors.js";
import { callUntilAnswered } from "./retry.js";
import type { Timing } from "./timing.js";

const overloaded = (retryAfterMs?: number) =>
  new NatterBotError("overloaded", "full", { isRetryable: true, retryAfterMs });

function timing() {
  const slept: number[] = [];
  const sleep: Timing["sleep"] = async (ms) => {
    slept.push(ms);
  };
  return { slept, timing: { random: () => 0.5, sleep } };
}

describe("a call", () => {
  it("is repeated with growing delays, at least as long as the server asks [F64]", async () => {
    const { slept, timing: time } = timing();
    const answers = [overloaded(), overloaded(1000), overloaded(), "fine"];
    const call = async () => {
      const answer = answers.shift();
      if (answer instanceof Error) throw answer;
      return answer;
    };
    const { signal } = new AbortController();
    expect(await callUntilAnswered(call, { signal, timing: time })).toBe("fine");
    expect(slept).toEqual([50, 1100, 200]);
  });

  it("is not repeated after a final refusal, nor after a fault of our own [F64]", async () => {
    const { signal } = new AbortController();
    for (const error of [new NatterBotError("invalid", "no"), new TypeError("bug")]) {
      const call = () => Promise.reject(error);
      await expect(callUntilAnswered(call, { signal, ...timing() })).rejects.toBe(error);
    }
  });

  it("ends with its signal while it waits for an answer or for the next try [F202]", async () => {
    for (const call of [() => new Promise(() => {}), () => Promise.reject(overloaded())]) {
      const controller = new AbortController();
      const sleep = () => new Promise<void>(() => {});
      const outcome = callUntilAnswered(call, {
        signal: controller.signal,
        timing: { random: () => 0, sleep },
      });
      queueMicrotask(() => controller.abort(new Error("enough")));
      await expect(outcome).rejects.toThrow("enough");
    }
  });
});
