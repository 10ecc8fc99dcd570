import type { WidgetConfig } from "@natter/protocol";
import { expect, test } from "vitest";
import type { PanelConfig } from "./panel-config.js";
import { withSettings } from "./with-settings.js";

const page: PanelConfig = {
  server: "https://chat.test",
  bots: ["menu"],
  heading: "",
  welcome: null,
  nickname: "",
  placeholder: "",
  prompts: [],
  locale: "en",
};
// Of the configuration, what the panel reads.
const settings = {
  title: "The kitchen",
  welcome: "Hungry?",
  placeholder: "Ask the kitchen",
  prompts: ["Soup?"],
} as WidgetConfig;

test("what the bot's owner set stands where the page says nothing [F100]", () => {
  const { title, ...rest } = settings;
  expect(withSettings(page, settings)).toEqual({ ...page, ...rest, heading: title });
  expect(withSettings(page, null)).toBe(page);
});

test("what the page says goes first, an empty welcome included [F100]", () => {
  const own = { ...page, heading: "Help", welcome: "", placeholder: "Write", prompts: ["Hi"] };
  expect(withSettings(own, settings)).toEqual(own);
});
