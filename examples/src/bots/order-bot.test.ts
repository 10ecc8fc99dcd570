import { readFile } from "node:fs/promises";
import { everyCrash, talk } from "@natter/bot/testing";
import { describe, expect, it } from "vitest";
import { createOrderBot } from "./order-bot.js";

describe("the order bot", () => {
  it("asks three questions, checks the answers, and orders once [F200] [F204]", async () => {
    const orders: object[] = [];
    const place = (order: object) => `It is number ${orders.push(order)}.`;
    await using chat = await talk(() => createOrderBot(place));
    await chat.user.says("hello");
    await chat.expectOptions("Tea", "Coffee");
    await chat.user.says("whisky");
    await chat.expect("Only tea or coffee today.");
    await chat.user.says("Tea");
    await chat.expect("How many cups?");
    await chat.user.says("many");
    await chat.expect("A number from 1 to 9, please.");
    await chat.user.says("2");
    await chat.expect(/name/u);
    await chat.user.says("Ann");
    await chat.expect("Thank you, Ann. It is number 1.");
    expect(orders).toEqual([{ drink: "Tea", cups: 2, name: "Ann" }]);
  });

  it("says so when nobody answers for ten minutes [F204] [F212]", async () => {
    await using chat = await talk(() => createOrderBot());
    await chat.user.says("hello");
    await chat.expectOptions("Tea", "Coffee");
    await chat.user.picks("Coffee");
    await chat.expect("How many cups?");
    await chat.user.says("1");
    await chat.expect(/name/u);
    await chat.advance(599_000);
    await chat.expectSilence();
    await chat.advance(1_000);
    await chat.expect(/^I have forgotten the order/u);
  });

  it("comes to the same end wherever it dies [F201]", async () => {
    const crashes = await everyCrash(
      () => createOrderBot(),
      async (chat) => {
        await chat.user.says("hello");
        await chat.expectOptions("Tea", "Coffee");
        await chat.user.picks("Tea");
        await chat.expect("How many cups?");
        await chat.user.says("3");
        await chat.expect(/name/u);
        await chat.user.says("Ann");
        await chat.expect("Thank you, Ann. 3 × Tea will be ready in a minute.");
      },
    );
    expect(crashes).toBeGreaterThan(0);
  });

  it("has its dialogue in eight lines at most [F200]", async () => {
    const source = await readFile(new URL("./order-bot.ts", import.meta.url), "utf8");
    const handler = /bot\.on\("text"[\s\S]*?\n {2}\}\);/u.exec(source)?.[0] ?? "";
    expect(handler.split("\n").length).toBeGreaterThan(3);
    expect(handler.split("\n").length).toBeLessThanOrEqual(8);
  });
});
