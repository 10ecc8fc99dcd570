import { describe, expect, it } from "vitest";
import { Bot } from "../bot.js";
import { Manager } from "../manager/manager.js";
import { talk } from "./talk.js";

/** Sends on what people say, and holds what the bot answers for a person to decide on. */
const team = () => ({
  manager: () =>
    new Manager().on("human", (ctx) => ctx.redirect("echo")).hold({ timeoutMs: 3_600_000, then: "reject" }),
  bots: {
    echo: () => new Bot().on("text", (ctx) => ctx.reply(`You said: ${ctx.message.text}`)),
    clerk: () => new Bot().on("text", (ctx) => ctx.reply(`Noted: ${ctx.message.text}`)),
  },
});

describe("a person who moderates", () => {
  it("decides on what is held, which nobody sees before [F58] [F212] [F44]", async () => {
    await using chat = await talk(team());
    for (const text of ["a", "b", "c"]) await chat.user.says(text);
    await chat.expectSilence();
    const texts = (await chat.moderator.held()).map(({ text }) => text);
    expect(texts).toEqual(["You said: a", "You said: b", "You said: c"]);
    expect(await chat.moderator.rewrites("You said: c", "You said: ***")).toMatchObject({
      text: "You said: ***",
    });
    await chat.expect("You said: ***");
    await chat.moderator.approves(/a$/u);
    await chat.expect("You said: a");
    await chat.moderator.rejects("You said: b", "not that");
    await chat.expectSilence();
    expect(await chat.moderator.held()).toEqual([]);
  });

  it("sends it on to another bot, and gives it more time [F58] [F212] [F47]", async () => {
    await using chat = await talk(team());
    await chat.user.says("a");
    await chat.moderator.redirects("You said: a", "clerk", { text: "urgent" });
    await chat.moderator.rejects("Noted: urgent", "for us alone");
    await chat.moderator.holds("You said: a", { timeoutMs: 7_200_000, then: "approve" });
    await chat.advance(3_700_000);
    await chat.expectSilence();
    await chat.advance(3_700_000);
    await chat.expect("You said: a");
  });

  it("is told what is held where nothing fits [F212]", async () => {
    await using chat = await talk(team());
    await expect(chat.moderator.approves("hi")).rejects.toThrow(
      "nothing is held that is hi; held, and not decided on, is: nothing",
    );
    await chat.user.says("a");
    await expect(chat.moderator.approves(/z/u)).rejects.toThrow('not decided on, is: "You said: a"');
    // Whoever waits for what is held is told so.
    await expect(chat.expect("You said: a")).rejects.toThrow(
      "Held, and not decided on:\n  echo: You said: a",
    );
  });
});
