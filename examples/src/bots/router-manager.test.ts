import { everyCrash, talk } from "@natter/bot/testing";
import { describe, expect, it } from "vitest";
import { createCalculatorBot } from "./calculator-bot.js";
import { createEchoBot } from "./echo-bot.fixture.js";
import { createRouterManager } from "./router-manager.js";

const team = {
  manager: () => createRouterManager(),
  bots: { echo: createEchoBot, calculator: () => createCalculatorBot() },
};

describe("the router manager", () => {
  it.each([
    ["2 * (3 + 4)", "= 14"],
    ["sqrt(16)", "= 4"],
    ["1 / 0", /^I cannot divide by zero/u],
    ["hello", "You said: hello"],
    ["pi", "You said: pi"],
    ["I am 42", "You said: I am 42"],
    ["2 many", "You said: 2 many"],
  ])("has %j answered by one bot alone [F59]", async (text, answer) => {
    await using chat = await talk(team);
    await chat.user.says(text);
    await chat.expect(answer);
    await chat.expectSilence();
  });

  it("shows no crash, of whichever bot [F59] [F212]", async () => {
    const crashes = await everyCrash(team, async (chat) => {
      await chat.user.says("hello");
      await chat.expect("You said: hello");
      await chat.user.says("1 + 1");
      await chat.expect("= 2");
    });
    expect(crashes).toBe(24);
  });
});
