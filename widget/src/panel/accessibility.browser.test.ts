import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { endMotion } from "../testing/end-motion.js";
import { openStage, type Stage } from "../testing/stage.js";

const axePath = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage[Symbol.asyncDispose]());

async function faults(page: Page): Promise<string[]> {
  // Fading colours have a contrast of their own.
  await endMotion(page);
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run(),
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} ${target.join(" ")} ${failureSummary}`),
  );
}

for (const colorScheme of ["light", "dark"] as const)
  test(`axe finds nothing in any ${colorScheme} state [F224]`, async () => {
    await using visit = await stage.visit({
      context: { colorScheme },
      tag: 'data-bot="echo" data-prompts="What now?"',
      page: { body: "<main><h1>Host</h1></main>" },
    });
    const { page, server } = visit;
    await page.addScriptTag({ path: axePath });
    const check = async (state: string) => expect(await faults(page), state).toEqual([]);
    await check("closed");
    await page.locator(".launcher").click();
    await page.locator(".prompt").waitFor();
    await check("welcome");
    server.chat.say("See https://example.com", { options: [{ text: "Yes" }, { text: "No" }] });
    await page.locator(".option").first().waitFor();
    await check("options");
    await page.getByRole("button", { name: "Yes" }).click();
    await page.locator(".own.sent").waitFor();
    server.chat.tell("typing", { participantId: server.chat.firstBot.id, isTyping: true });
    await page.locator(".typing").waitFor();
    await check("chosen and typing");
    server.chat.failures.push("invalid");
    await page.locator("textarea").fill("Bad");
    await page.keyboard.press("Enter");
    await page.locator(".failed").waitFor();
    await check("failed");
    server.goDown();
    await page.getByText("Connection lost").waitFor();
    await page.locator("textarea").fill("x".repeat(10_001));
    await check("reconnecting, text too long");
    server.comeBack();
    await page.locator("textarea").fill("");
    await page.locator(".avatar.online").waitFor();
    server.chat.end();
    await page.locator(".ended").waitFor();
    await check("ended");
  });

test("every control is at least 24 pixels each way, also with text at 200 % [F224]", async () => {
  await using visit = await stage.visit({
    onCreate: (chat) => chat.say("?", { options: [{ text: "Yes" }] }),
  });
  const { page, server } = visit;
  await page.locator(".launcher").click();
  await page.locator(".option").waitFor();
  server.chat.failures.push("invalid");
  await page.locator("textarea").fill("Bad");
  await page.keyboard.press("Enter");
  await page.locator(".failure button").first().waitFor();
  // The panel grows while it opens.
  await endMotion(page);
  const sizes = () =>
    page.locator("natter-chat button, natter-chat textarea").evaluateAll((controls) =>
      controls.map((control) => {
        const { width, height } = control.getBoundingClientRect();
        return Math.min(width, height);
      }),
    );
  for (const size of await sizes()) expect(size).toBeGreaterThanOrEqual(24);
  await page.setViewportSize({ width: 640, height: 400 });
  const overflow = await page.locator(".panel").evaluate((panel) => panel.scrollWidth - panel.clientWidth);
  expect(overflow).toBe(0);
});

test("with reduced motion nothing moves [F224]", async () => {
  await using visit = await stage.visit({ context: { reducedMotion: "reduce" } });
  const { page, server } = visit;
  await page.locator(".launcher").click();
  await server.until(() => server.connections === 1);
  server.chat.tell("typing", { participantId: server.chat.firstBot.id, isTyping: true });
  await page.locator(".typing").waitFor();
  const running = await page.evaluate(() => {
    const panel = document
      .querySelector("natter-chat")
      ?.shadowRoot?.querySelector("natter-panel")?.shadowRoot;
    return [...(panel?.querySelectorAll("*") ?? [])].flatMap((element) => element.getAnimations()).length;
  });
  expect(running).toBe(0);
});
