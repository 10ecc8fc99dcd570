import type { Bot } from "@natter/bot";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createCalculatorBot } from "./calculator-bot.js";
import { ScriptedSource, text } from "./scripted-source.fixture.js";

let source: ScriptedSource;
let bot: Bot;
beforeEach(async () => {
  ({ source, bot } = await ScriptedSource.start(createCalculatorBot));
});
afterEach(() => bot.stop());

describe("the calculator bot", () => {
  it.each([
    ["2 * (3 + 4)", "= 14"],
    ["0.1 + 0.2", "= 0.3"],
    ["0 * -1", "= 0"],
    ["1 / 3", "= 0.333333333333"],
    ["1 / 0", "I cannot divide by zero. Send me a calculation, such as 2 * (3 + 4) or sqrt(2) ^ 2."],
    [
      "how are you",
      'I do not understand "how" there. Send me a calculation, such as 2 * (3 + 4) or sqrt(2) ^ 2.',
    ],
  ])("answers %j, quoting it [F62]", async (question, answer) => {
    expect(await source.ask(text(question))).toMatchObject([{ text: answer, quotedMessageId: "m" }]);
  });

  it("explains itself when asked [F65]", async () => {
    expect(await source.ask(text("/help"))).toMatchObject([{ text: expect.stringMatching(/^Send me/u) }]);
  });
});
