import type { Membership } from "@natter/protocol";
import type { Browser, Page } from "playwright-core";
import type { House } from "./file-house.js";

/** A visitor who has the panel open and has said hello, and what the host page complained of. */
export async function openWidget(
  browser: Browser,
  house: House,
): Promise<{ page: Page; member: Membership; complaints: string[] }> {
  const page = await (await browser.newContext({ locale: "en-US" })).newPage();
  // As in `vitest.config.ts`: a bound on hanging, not on slowness.
  page.setDefaultTimeout(60_000);
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  // Before anything that may start the conversation.
  const creating = page.waitForResponse((response) => response.url().endsWith("/api/v1/conversations"));
  await page.goto(`${house.server.url}/host`);
  await page.getByRole("button", { name: "Open chat" }).click();
  const composer = page.getByRole("textbox", { name: "Message" });
  await composer.fill("hello");
  await composer.press("Enter");
  return { page, member: (await (await creating).json()) as Membership, complaints };
}
