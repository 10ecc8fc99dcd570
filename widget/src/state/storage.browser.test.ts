import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openStage, type Stage, scriptTag, type Visit } from "../testing/stage.js";

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage[Symbol.asyncDispose]());

test("a reload opens the panel again with the same thread and participant [F70]", async () => {
  await using visit = await stage.visit();
  const { page, server } = visit;
  await page.locator(".launcher").click();
  await page.locator("textarea").fill("Remember");
  await page.keyboard.press("Enter");
  await page.locator(".own.sent").waitFor();
  await page.reload();
  await page.locator(".own.sent .text").getByText("Remember").waitFor();
  expect(server.created).toHaveLength(1);
  expect(server.handshakes.map(({ token }) => token)).toEqual(["token-c1", "token-c1"]);
  expect(await page.evaluate(() => document.activeElement?.localName)).toBe("body");
});

test("a panel that was closed stays closed on the next page, and silent", async () => {
  await using visit = await stage.visit();
  const { page, server } = visit;
  await page.locator(".launcher").click();
  await server.until(() => server.connections === 1);
  await page.locator("textarea:focus").waitFor();
  await page.keyboard.press("Escape");
  await page.reload();
  await page.locator(".launcher").waitFor();
  await page.waitForLoadState("networkidle");
  expect(server.handshakes).toHaveLength(1);
  expect(await page.locator(".panel").count()).toBe(0);
});

/** How many texts the browser has stored. A slow one shows them before. */
function storedTexts(page: Page): Promise<number> {
  return page.evaluate(async () => {
    // Opening what is not there would make it.
    if ((await indexedDB.databases()).length === 0) return 0;
    return new Promise<number>((resolve, reject) => {
      const opening = indexedDB.open("natter");
      opening.onerror = () => reject(opening.error);
      opening.onsuccess = () => {
        const counting = opening.result.transaction("outbox").objectStore("outbox").count();
        counting.onsuccess = () => resolve(counting.result);
        opening.result.close();
      };
    });
  });
}

/** Writes two texts without a server, reloads, and lets the server come back. */
async function writeOverReload({ page, server }: Visit): Promise<void> {
  await page.locator(".launcher").click();
  await page.locator("textarea").waitFor();
  await server.until(() => server.connections === 1);
  server.goDown();
  await page.getByText("Connection lost").waitFor();
  for (const text of ["First", "Second"]) {
    await page.locator("textarea").fill(text);
    await page.keyboard.press("Enter");
  }
  await page.locator(".own.sending").nth(1).waitFor();
  await expect.poll(() => storedTexts(page)).toBe(2);
  await page.reload();
  await page.locator(".own.sending").nth(1).waitFor();
  expect(await page.locator(".own .text").allInnerTexts()).toEqual(["First", "Second"]);
  server.comeBack();
  await page.locator(".own.sent").nth(1).waitFor();
  expect(server.chat.messages.flatMap((message) => ("text" in message ? [message.text] : []))).toEqual([
    "First",
    "Second",
  ]);
  expect(server.chat.received).toHaveLength(2);
}

test("texts written without a server survive a reload and are sent once each [F72] [F221]", async () => {
  await using visit = await stage.visit();
  await writeOverReload(visit);
});

test("a browser whose storage is slow loses no text either [F72] [F221]", async () => {
  await using visit = await stage.visit({
    init: () => {
      const open = indexedDB.open.bind(indexedDB);
      indexedDB.open = (...which) => {
        const request = open(...which);
        const slow = { request } as unknown as IDBOpenDBRequest;
        Object.defineProperty(slow, "result", { get: () => request.result });
        request.onupgradeneeded = (event) => slow.onupgradeneeded?.(event);
        request.onsuccess = (event) => setTimeout(() => slow.onsuccess?.(event), 2500);
        return slow;
      };
    },
  });
  await writeOverReload(visit);
});

test("without a network the state is told, and the text goes when it is back [F73]", async () => {
  await using visit = await stage.visit();
  const { page, server, context } = visit;
  await page.locator(".launcher").click();
  await server.until(() => server.connections === 1);
  await context.setOffline(true);
  await page.getByText("You are offline").waitFor();
  server.goDown();
  await page.locator("textarea").fill("Later");
  await page.keyboard.press("Enter");
  await page.locator(".own.sending").waitFor();
  server.comeBack();
  await context.setOffline(false);
  await page.locator(".own.sent").waitFor();
  expect((await page.locator(".status").textContent())?.trim()).toBe("");
});

test("a reconnect presents the cursor, and a draining server is left and found again [F73]", async () => {
  await using visit = await stage.visit();
  const { page, server } = visit;
  await page.locator(".launcher").click();
  await server.until(() => server.calls.some(({ name }) => name === "history.read"));
  server.chat.say("Two");
  await page.getByText("Two", { exact: true }).waitFor();
  server.chat.tell("draining", { reconnectWithinMs: 50 });
  await server.until(() => server.handshakes.length === 2 && server.connections === 1);
  expect(server.handshakes).toEqual([
    { token: "token-c1", protocol: 1 },
    { token: "token-c1", protocol: 1, cursor: 2 },
  ]);
});

test("a site that is not on the allow-list is told so [F116]", async () => {
  await using visit = await stage.visit();
  const { page, server } = visit;
  server.refusal = { code: "origin_not_allowed", message: "No" };
  const warned = page.waitForEvent("console", (message) => message.type() === "warning");
  await page.locator(".launcher").click();
  await page.getByText("This chat is not available on this site.").waitFor();
  expect((await warned).text()).toBe("Natter: No (origin_not_allowed)");
  server.refusal = null;
  await page.getByRole("button", { name: "Try again" }).click();
  await page.locator(".avatar.online").waitFor();
});

test("a bot that is not there is named in the console of the site's developers", async () => {
  await using visit = await stage.visit();
  const { page, server } = visit;
  server.problem = { status: 404, code: "not_found", detail: "There is no bot ecko on this server" };
  const warned = page.waitForEvent("console", (message) => message.type() === "warning");
  await page.locator(".launcher").click();
  expect((await warned).text()).toBe("Natter: There is no bot ecko on this server (not_found)");
  await page.getByText("The chat could not be started.").waitFor();
});

test("in a frame whose storage is blocked it works from memory, without an error [F221]", async () => {
  const inner = `<!doctype html><title>Inner</title>${scriptTag(stage.sites)}`;
  const body = `<iframe sandbox="allow-scripts" width="600" height="700" srcdoc='${inner.replaceAll('"', "&quot;").replaceAll("'", "&#39;")}'></iframe>`;
  await using visit = await stage.visit({ page: { body } });
  const { page, errors } = visit;
  const frame = page.frameLocator("iframe");
  await frame.locator(".launcher").click();
  await frame.locator("textarea").fill("No storage");
  await frame.locator("textarea").press("Enter");
  await frame.locator(".own.sent").waitFor();
  const isBlocked = await page.frames()[1]?.evaluate(() => {
    try {
      return localStorage.length < 0;
    } catch {
      return true;
    }
  });
  expect(isBlocked).toBe(true);
  expect(errors).toEqual([]);
});

test("a browser whose storage never answers holds no text back [F221]", async () => {
  await using visit = await stage.visit();
  const { page, errors } = visit;
  await page.addInitScript(() => {
    indexedDB.open = () => ({}) as IDBOpenDBRequest;
  });
  await page.reload();
  await page.locator(".launcher").click();
  await page.locator("textarea").fill("Hello");
  await page.keyboard.press("Enter");
  await page.locator(".own.sent").waitFor();
  expect(errors).toEqual([]);
});
