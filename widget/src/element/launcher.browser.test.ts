import { afterAll, beforeAll, expect, test } from "vitest";
import { openStage, type Stage, scriptTag } from "../testing/stage.js";

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage[Symbol.asyncDispose]());

test("before a gesture the loader draws a launcher, stores nothing and asks nobody [F220] [F106]", async () => {
  await using visit = await stage.visit();
  const { page, requests, errors, context } = visit;
  await page.waitForLoadState("networkidle");
  expect(await page.locator(".launcher").getAttribute("aria-label")).toBe("Open chat");
  expect(requests).toEqual([`${stage.sites.host}/`, `${stage.sites.natter}/natter.js`]);
  expect(
    await page.evaluate(async () => [
      localStorage.length,
      sessionStorage.length,
      (await indexedDB.databases()).length,
    ]),
  ).toEqual([0, 0, 0]);
  expect(await context.cookies()).toEqual([]);
  expect(errors).toEqual([]);
});

test("a pointer over the launcher fetches the panel, but opens no conversation [F220]", async () => {
  await using visit = await stage.visit();
  const panel = visit.page.waitForResponse(/\/natter\/panel-/u);
  await visit.page.locator(".launcher").hover();
  await panel;
  expect(visit.server.created).toEqual([]);
});

test("the keyboard opens it, the focus goes in, Escape closes it and returns the focus [F224]", async () => {
  await using visit = await stage.visit();
  const { page, server } = visit;
  const focus = () =>
    page.evaluate(() => {
      let element = document.activeElement;
      while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
      return element?.localName;
    });
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.locator("textarea:focus").waitFor();
  await server.until(() => server.connections === 1);
  expect(await page.getByRole("dialog", { name: "Echo" }).getAttribute("aria-modal")).toBe("false");
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  expect(await focus()).toBe("button");
  await page.keyboard.press("Space");
  await page.locator("textarea:focus").waitFor();
});

test("two tags of one bot are one chat, and tags of two bots are two that share nothing [F106] [F234]", async () => {
  const { sites } = stage;
  const head = scriptTag(sites) + scriptTag(sites, 'data-bot="poet" data-position="left"');
  await using visit = await stage.visit({ page: { head } });
  const { page, server } = visit;
  await page.locator("natter-chat").nth(1).waitFor({ state: "attached" });
  expect(await page.locator("natter-chat").count()).toBe(2);
  for (const bot of ["echo", "poet"]) {
    const chat = page.locator(`natter-chat[bot=${bot}]`);
    await chat.locator(".launcher").click();
    await chat.locator("textarea").fill(`To ${bot}`);
    await page.keyboard.press("Enter");
    await chat.locator(".own.sent").waitFor();
  }
  expect(server.created).toEqual([{ bots: ["echo"] }, { bots: ["poet"] }]);
  expect(await page.locator("natter-chat[bot=echo] .own .text").allTextContents()).toEqual(["To echo"]);
  expect(await page.locator("natter-chat[bot=poet] .own .text").allTextContents()).toEqual(["To poet"]);
});

test("the tag's attributes configure the chat [F106]", async () => {
  const tag = `data-bot="echo, poet" data-title="Help desk" data-welcome="Ask away" data-nickname="Ana" data-lang="pt"
    data-accent="rgb(200, 0, 0)" data-theme="dark" data-placeholder="Diga…" data-prompts="Um|Dois" data-open`;
  await using visit = await stage.visit({ tag });
  const { page, server } = visit;
  await page.getByRole("dialog", { name: "Help desk" }).waitFor();
  await page.getByText("Ask away").waitFor();
  expect(server.created).toEqual([{ bots: ["echo", "poet"], nickname: "Ana" }]);
  expect(await page.locator(".prompt").allTextContents()).toEqual(["Um", "Dois"]);
  expect(await page.locator("textarea[placeholder='Diga…']").getAttribute("aria-label")).toBe("Mensagem");
  expect(await page.locator(".launcher").getAttribute("aria-label")).toBe("Fechar o chat");
  expect(await page.locator(".panel").evaluate((panel) => getComputedStyle(panel).colorScheme)).toBe("dark");
  expect(
    await page
      .locator("natter-chat")
      .evaluate((chat: HTMLElement) => chat.style.getPropertyValue("--natter-accent")),
  ).toBe("rgb(200, 0, 0)");
});

test("methods drive it and typed events tell of it [F231]", async () => {
  await using visit = await stage.visit();
  const { page } = visit;
  const told = await page.evaluate(async () => {
    const chat = document.querySelector("natter-chat");
    if (!chat) throw new Error("no chat");
    const names: string[] = [];
    const sent = new Promise<void>((resolve) => {
      document.addEventListener("natter-message", ({ detail }) => {
        if (!detail.isOwn) return;
        names.push(`message ${"text" in detail.message && detail.message.text}`);
        resolve();
      });
    });
    for (const name of ["natter-open", "natter-close"] as const)
      document.addEventListener(name, () => names.push(name));
    const online = new Promise<void>((resolve) => {
      chat.addEventListener("natter-status", ({ detail }) => detail.status === "online" && resolve());
    });
    const opened = new Promise((resolve) => chat.addEventListener("natter-open", resolve, { once: true }));
    chat.open();
    await opened;
    await online;
    await chat.send("By method");
    await sent;
    chat.toggle();
    return names;
  });
  expect(told).toEqual(["natter-open", "message By method", "natter-close"]);
});

test("a message that comes while it is closed shows on the badge, for eyes and ears [F224] [F234]", async () => {
  await using visit = await stage.visit();
  const { page, server } = visit;
  await page.locator(".launcher").click();
  await server.until(() => server.calls.some(({ name }) => name === "history.read"));
  await page.locator("textarea:focus").waitFor();
  await page.keyboard.press("Escape");
  server.chat.say("One");
  server.chat.say("Two");
  await page.locator(".launcher[aria-label='Open chat, 2 unread messages']").waitFor();
  expect(await page.locator(".badge").textContent()).toBe("2");
  expect(await page.locator(".launcher + .said").textContent()).toBe("2 unread messages");
  await page.locator(".launcher").click();
  await page.locator(".launcher[aria-label='Close chat']").waitFor();
  await page.locator(".badge").waitFor({ state: "hidden" });
});

test("a panel that cannot be fetched is told on the launcher, and the next click tries again", async () => {
  await using visit = await stage.visit();
  const { page } = visit;
  await page.route(/\/natter\/panel-/u, (route) => route.abort());
  await page.locator(".launcher").click();
  await page.locator(".launcher[aria-label='The chat could not be loaded. Try again']").waitFor();
  await page.unroute(/\/natter\/panel-/u);
  await page.locator(".launcher").click();
  await page.getByRole("dialog").waitFor();
});

test("another language is spoken as soon as the attribute says so [F86]", async () => {
  await using visit = await stage.visit({ tag: 'data-bot="echo" data-open' });
  const { page } = visit;
  await page.getByRole("button", { name: "Send" }).waitFor();
  await page.locator("natter-chat").evaluate((chat) => chat.setAttribute("lang", "pt-BR"));
  await page.getByRole("button", { name: "Enviar" }).waitFor();
  await page.getByRole("button", { name: "Fechar o chat", expanded: true }).waitFor();
  await page.locator("natter-chat").evaluate((chat) => chat.setAttribute("lang", "en"));
  await page.getByRole("button", { name: "Send" }).waitFor();
});
