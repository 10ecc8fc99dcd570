import { expect, test } from "vitest";
import { changedSettings } from "./bot-settings.js";
import { CliError } from "./io.js";

test("settings are changed one by one, and an empty text takes one away [F100]", () => {
  const first = changedSettings({}, { title: "Kitchen", prompt: ["Soup?", "Fish?"], accent: "#2563eb" });
  expect(first).toEqual({ title: "Kitchen", prompts: ["Soup?", "Fish?"], accent: "#2563eb" });
  const second = changedSettings(first, { title: "", welcome: "Hello", prompt: [""], voice: false });
  expect(second).toEqual({ welcome: "Hello", accent: "#2563eb", voice: false });
});

test.each([
  [{ accent: "red;background:url(//evil.test)" }, "--accent"],
  [{ accent: "#12345" }, "--accent"],
  [{ logo: "http://insecure.test/x.png" }, "--logo must be"],
  [{ logo: "//evil.test/x.png" }, "--logo must be"],
  [{ background: "javascript:alert(1)" }, "--background must be"],
  [{ info: "/\\evil.test" }, "--info must be"],
  [{ title: "x".repeat(51) }, "--title"],
  [{ prompt: Array.from({ length: 9 }, () => "x") }, "--prompt"],
  [{ origin: ["example.com"] }, "not an origin"],
])("the setting %j is refused with its name [F100] [F105]", (options, said) => {
  expect(() => changedSettings({}, options)).toThrow(CliError);
  expect(() => changedSettings({}, options)).toThrow(said);
});

test("what is no setting cannot be stored, a system prompt least of all [F100]", () => {
  const before = { systemPrompt: "You are a pirate" } as object;
  expect(() => changedSettings(before, {})).toThrow("systemPrompt is not known here");
});
