import { expect, test } from "vitest";
import { en } from "./en.js";
import { launcherTexts } from "./launcher-texts.js";
import { loadTexts } from "./load-texts.js";
import { pickLanguage } from "./pick-language.js";
import { createTimes } from "./times.js";

test.each([
  ["pt-BR", "pt"],
  ["PT_br", "pt"],
  ["pt", "pt"],
  ["zh-Hant-TW", "zh-Hant"],
  ["en-GB", "en"],
  ["xx", "en"],
  ["", "en"],
])("%s is spoken as %s: region, then language, then English [F86]", (locale, language) => {
  expect(pickLanguage(locale, ["en", "pt", "zh-Hant"])).toBe(language);
});

test("the panel's and the launcher's texts follow the locale [F86]", async () => {
  expect((await loadTexts("pt-PT")).send).toBe("Enviar");
  expect((await loadTexts("fr")).send).toBe("Send");
  expect(launcherTexts("pt-PT").open).toBe("Abrir o chat");
  expect(launcherTexts("fr").unread(1)).toBe("1 unread message");
});

test("every language says everything, in words of its own", async () => {
  const pt = await loadTexts("pt");
  expect(Object.keys(pt).sort()).toEqual(Object.keys(en).sort());
});

test("times are written as the region does, and days by name while they are near [F82]", () => {
  const at = new Date(2026, 10, 20, 14, 5).getTime();
  const dayMs = 86_400_000;
  expect(createTimes("en-US", en).clock(at)).toMatch(/^2:05\sPM$/u);
  expect(createTimes("en-GB", en).clock(at)).toBe("14:05");
  const times = createTimes("en-GB", en);
  expect(times.day(at, at)).toBe("Today");
  expect(times.day(at - dayMs, at)).toBe("Yesterday");
  expect(times.day(at - 5 * dayMs, at)).toMatch(/^Sunday,? 15 November$/u);
  expect(times.day(at - 400 * dayMs, at)).toBe("16 October 2025");
  expect(times.full(at)).toMatch(/^Friday,? 20 November 2026 at 14:05$/u);
});

test("a locale that cannot be read costs the region, not the chat", () => {
  expect(createTimes("not a locale!", en).clock(0)).toEqual(expect.any(String));
});
