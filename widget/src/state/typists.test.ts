import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Typists } from "./typists.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("typing ends by itself after 30 seconds [F110]", () => {
  const changed = vi.fn();
  const typists = new Typists(changed);
  typists.apply({ participantId: "bot", isTyping: true });
  vi.advanceTimersByTime(29_999);
  expect(typists.ids).toEqual(["bot"]);
  vi.advanceTimersByTime(1);
  expect(typists.ids).toEqual([]);
  expect(changed).toHaveBeenCalledTimes(2);
});

test("a repeated start begins the 30 seconds anew, and a stop ends them [F89]", () => {
  const typists = new Typists(() => {});
  typists.apply({ participantId: "bot", isTyping: true });
  vi.advanceTimersByTime(20_000);
  typists.apply({ participantId: "bot", isTyping: true });
  vi.advanceTimersByTime(20_000);
  expect(typists.ids).toEqual(["bot"]);
  typists.apply({ participantId: "bot", isTyping: false });
  expect(typists.ids).toEqual([]);
  expect(vi.getTimerCount()).toBe(0);
});
