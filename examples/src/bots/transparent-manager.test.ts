import { Bot } from "@natter/bot";
import { everyCrash, talk } from "@natter/bot/testing";
import { describe, expect, it } from "vitest";
import { createEchoBot } from "./echo-bot.fixture.js";
import { createTransparentManager } from "./transparent-manager.fixture.js";

const shouting = () => new Bot().on("text", (ctx) => ctx.reply(`${ctx.message.text.toUpperCase()}!`));
const team = { manager: createTransparentManager, bots: { echo: createEchoBot, loud: shouting } };

describe("the transparent manager", () => {
  it("lets people hear every bot, and every bot hear people [F59]", async () => {
    await using chat = await talk(team);
    await chat.user.says("hi");
    const answers = [(await chat.next()).text, (await chat.next()).text];
    expect(answers.sort()).toEqual(["HI!", "You said: hi"]);
    await chat.expectSilence();
  });

  it("shows no crash, of whichever bot [F59] [F212]", async () => {
    const one = { manager: team.manager, bots: { echo: createEchoBot } };
    const crashes = await everyCrash(one, async (chat) => {
      await chat.user.says("hi");
      await chat.expect("You said: hi");
      await chat.user.says("there");
      await chat.expect("You said: there");
    });
    // Each message costs six calls: redirect, reply and approve, each with its done.
    expect(crashes).toBe(24);
  });
});
