import { expect, test } from "vitest";
import { en } from "../i18n/en.js";
import { isManager, nameOf, others, titleOf, typistsOf } from "./names.js";
import type { View } from "./view.js";

const here = { leftAt: null };
const view = {
  config: { heading: "", bots: [] },
  texts: en,
  snapshot: {
    ownId: "me",
    conversationName: null,
    typing: ["boss", "echo"],
    participants: [
      { id: "me", nickname: "Ana", ...here },
      { id: "echo", nickname: "Echo", ...here },
      { id: "gone", nickname: "Gone", leftAt: 1 },
      { id: "boss", nickname: "Boss", isManager: true, ...here },
    ],
  },
} as unknown as View;

test("the title names the others who are here, and no manager [F28]", () => {
  expect(titleOf(view)).toBe("Echo");
  expect(others(view).map(({ id }) => id)).toEqual(["echo"]);
});

test("a manager is not shown typing [F28] [F215]", () => {
  expect(typistsOf(view)).toEqual(["Echo"]);
});

test("a manager that says something has its name [F83]", () => {
  expect(isManager(view, "boss")).toBe(true);
  expect(isManager(view, "echo")).toBe(false);
  expect(isManager(view, null)).toBe(false);
  expect(nameOf(view, "boss")).toBe("Boss");
});
