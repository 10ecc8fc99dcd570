import { everyCrash, talk } from "@natter/bot/testing";
import { describe, expect, it } from "vitest";
import { createCalculatorBot } from "./calculator-bot.js";
import { createEchoBot } from "./echo-bot.fixture.js";
import { createPreSelectManager } from "./pre-select-manager.js";

const team = {
  manager: () => createPreSelectManager(),
  bots: { echo: createEchoBot, calculator: () => createCalculatorBot() },
};

describe("the pre-select manager", () => {
  it("greets, offers the bots, and sends everything to the picked one until the exit word [F59]", async () => {
    await using chat = await talk(team);
    const greeting = await chat.expectOptions("echo", "calculator");
    expect(greeting.text).toMatch(/^Hello!/u);
    await chat.user.says("anybody?");
    expect((await chat.expectOptions("echo", "calculator")).text).toMatch(/^Please pick one first/u);
    await chat.user.picks("calculator");
    await chat.expect(/^You are talking to calculator/u);
    await chat.user.says("2 + 2");
    await chat.expect("= 4");
    await chat.user.says("and 3 + 3");
    await chat.expect(/^I do not understand "and"/u);
    await chat.user.says(" Exit ");
    expect((await chat.expectOptions("echo", "calculator")).text).toMatch(/^Goodbye!/u);
    await chat.user.says("2 + 2");
    await chat.expect(/^Please pick one first/u);
    await chat.user.picks("echo");
    await chat.expect(/^You are talking to echo/u);
    await chat.user.says("2 + 2");
    await chat.expect("You said: 2 + 2");
    await chat.expectSilence();
  });

  it("keeps the pick through a crash at every call [F59] [F212]", async () => {
    const crashes = await everyCrash(team, async (chat) => {
      await chat.expect(/^Hello!/u);
      await chat.user.picks("echo");
      await chat.expect(/^You are talking to echo/u);
      await chat.user.says("one");
      await chat.expect("You said: one");
      await chat.user.says("two");
      await chat.expect("You said: two");
    });
    expect(crashes).toBeGreaterThan(24);
  });
});
