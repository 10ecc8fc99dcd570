import { afterAll, beforeAll, expect, test } from "vitest";
import { openStage, type Stage } from "../testing/stage.js";

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage[Symbol.asyncDispose]());

const settings = {
  title: "The kitchen",
  welcome: "Hungry?",
  prompts: ["Soup?"],
  placeholder: "Ask the kitchen",
  accent: "rgb(1, 120, 80)",
};

test("what the bot's owner set shows on opening, and is asked for no sooner [F100]", async () => {
  await using visit = await stage.visit();
  const { page, server, requests, errors } = visit;
  server.settings = settings;
  await page.locator(".launcher").hover();
  expect(requests.filter((address) => address.includes("/api/"))).toEqual([]);
  await page.locator(".launcher").click();
  await page.getByText("Hungry?").waitFor();
  expect(await page.locator("#title").textContent()).toContain("The kitchen");
  expect(await page.locator(".prompt").allTextContents()).toEqual(["Soup?"]);
  expect(await page.locator("textarea").getAttribute("placeholder")).toBe("Ask the kitchen");
  const colour = () =>
    page
      .locator(".launcher")
      .evaluate((button) => getComputedStyle(button).getPropertyValue("--n-accent").trim());
  expect(await colour()).toBe("rgb(1, 120, 80)");
  expect(requests.filter((address) => address.includes("/config?bot=echo"))).toHaveLength(1);
  expect(errors).toEqual([]);
});

test("the page's attributes and colours go before them [F100]", async () => {
  await using visit = await stage.visit({
    tag: 'data-bot="echo" data-title="Help" data-welcome="Hi there" data-accent="rgb(9, 9, 9)"',
  });
  const { page, server } = visit;
  server.settings = settings;
  await page.locator(".launcher").click();
  await page.getByText("Soup?").waitFor();
  expect(await page.locator("#title").textContent()).toContain("Help");
  await page.getByText("Hi there").waitFor();
  expect(
    await page
      .locator(".launcher")
      .evaluate((b) => getComputedStyle(b).getPropertyValue("--n-accent").trim()),
  ).toBe("rgb(9, 9, 9)");
});
