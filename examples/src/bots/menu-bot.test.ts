import type { Bot } from "@natter/bot";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createMenuBot } from "./menu-bot.js";
import { pages } from "./menu-pages.js";
import { joined, ScriptedSource, text } from "./scripted-source.fixture.js";

let source: ScriptedSource;
let bot: Bot;
beforeEach(async () => {
  ({ source, bot } = await ScriptedSource.start(createMenuBot));
});
afterEach(() => bot.stop());

const options = (names: readonly string[]) => names.map((name) => ({ text: name }));

describe("the menu bot", () => {
  it("greets a person who joins, and not itself [F62]", async () => {
    expect(await source.ask(joined("Ada"))).toMatchObject([
      { text: "Hello Ada! What would you like to know?", options: options(pages["Main menu"].options) },
    ]);
    expect(await source.ask(joined("echo", "bot"))).toEqual([]);
    expect(await source.ask(joined("ANON_7F3A"))).toMatchObject([
      { text: "Hello! What would you like to know?" },
    ]);
  });

  it("leads from page to page by the options that it offers, and back [F65]", async () => {
    const [greeting] = await source.ask(joined("Ada"));
    const [delivery] = await source.ask(text("Delivery"), greeting);
    expect(delivery).toMatchObject({
      text: pages.Delivery.text,
      options: options(pages.Delivery.options),
      quotedMessageId: "m",
    });
    const [post] = await source.ask(text("By post"), delivery);
    expect(post).toMatchObject({ text: pages["By post"].text });
    expect(await source.ask(text("Main menu"), post)).toMatchObject([{ text: pages["Main menu"].text }]);
  });

  it.each([
    ["menu", pages["Main menu"].text],
    ["Hello!", pages["Main menu"].text],
    ["opening HOURS ", pages["Opening hours"].text],
    ["what?", "I know only my menu. Pick one of these:"],
    ["constructor", "I know only my menu. Pick one of these:"],
  ])("understands %j though it was typed [F62]", async (typed, answer) => {
    expect(await source.ask(text(typed))).toMatchObject([{ text: answer }]);
  });

  it("offers only options that lead somewhere [F65]", () => {
    const offered = Object.values(pages).flatMap((page): readonly string[] => page.options);
    expect(Object.keys(pages)).toEqual(expect.arrayContaining(offered));
  });

  it("answers a file with its menu [F62]", async () => {
    const file = { url: "/f", name: "f.png", sizeBytes: 1, mimeType: "image/png", width: 1, height: 1 };
    const [answer] = await source.ask({ ...text(""), type: "image", file });
    expect(answer?.options).toHaveLength(3);
  });
});
