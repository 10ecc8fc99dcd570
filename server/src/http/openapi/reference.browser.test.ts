import { existsSync } from "node:fs";
import { chromium } from "playwright-core";
import { expect, test } from "vitest";
import { openTestApp } from "../testing/test-app.js";

const debianChromium = "/usr/bin/chromium";

test("the reference renders under its policy, and a reader's browser asks nobody else [F29]", async () => {
  await using app = await openTestApp();
  await using browser = await chromium.launch({
    ...(existsSync(debianChromium) && { executablePath: debianChromium }),
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
  });
  const page = await browser.newPage();
  const requests: string[] = [];
  const complaints: string[] = [];
  page.on("request", (request) => requests.push(request.url()));
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  await page.goto(`${app.url}/api/v1/docs`);
  const operation = page.locator("#operations-messages-sendMessage");
  await operation.locator(".opblock-summary-control").click();
  await operation.getByText("multipart/form-data").first().waitFor();
  expect(requests.filter((address) => !address.startsWith(`${app.url}/`))).toEqual([]);
  expect(complaints).toEqual([]);
});
