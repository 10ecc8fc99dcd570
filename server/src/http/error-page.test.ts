import { errorCodes } from "@natter/protocol";
import { expect, test } from "vitest";
import { openTestApp } from "./testing/test-app.js";

test("the type of a problem leads to a page that explains its code [F97]", async () => {
  await using app = await openTestApp();
  const response = await app.call("GET", "/conversations/x");
  const { type } = (await response.json()) as { type: string };
  const address = new URL(type, response.url);
  const page = await fetch(address);
  expect([page.status, page.headers.get("Content-Type")]).toEqual([200, "text/html; charset=utf-8"]);
  expect(await page.text()).toContain(`id="${address.hash.slice(1)}"`);
});

test("the page lists every code with its status, whether to retry, and the remedy, without a script", async () => {
  await using app = await openTestApp();
  const page = await fetch(`${app.url}/docs/errors`);
  const text = await page.text();
  for (const [code, { status }] of Object.entries(errorCodes)) {
    expect(text).toContain(`<h2 id="${code}"><code>${code}</code> · ${status}</h2>`);
  }
  expect(text).not.toContain("<script");
  expect(page.headers.get("Content-Security-Policy")).toMatch(/^default-src 'none'; style-src 'sha256-/u);
  expect(text.split("may succeed later").length - 1).toBe(
    Object.values(errorCodes).filter(({ isRetryable }) => isRetryable).length,
  );
});

test("the page speaks the reader's language [F30]", async () => {
  await using app = await openTestApp();
  const page = await fetch(`${app.url}/docs/errors`, { headers: { "Accept-Language": "pt-PT" } });
  expect(page.headers.get("Content-Language")).toBe("pt");
  expect(await page.text()).toContain("A conversa terminou");
});
