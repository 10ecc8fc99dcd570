import { expect, test } from "vitest";
import { createMetrics } from "../metrics/metrics.js";
import { openTestApp } from "./testing/test-app.js";

test("this machine reads them without a key; what came through a proxy or from a web page does not", async () => {
  using metrics = createMetrics();
  await using app = await openTestApp({ metrics });
  const get = (headers: Record<string, string> = {}) =>
    fetch(`${app.url}/metrics`, { headers }).then(({ status }) => status);
  expect(await get()).toBe(200);
  for (const name of ["X-Forwarded-For", "X-Real-IP", "Forwarded", "Via"]) {
    expect(await get({ [name]: "1.2.3.4" }), name).toBe(401);
  }
  expect(await get({ Origin: "https://evil.test" })).toBe(401);
  await using proxied = await openTestApp({ metrics, config: { trustProxy: true } });
  expect((await fetch(`${proxied.url}/metrics`)).status).toBe(401);
});

test("a key needs the scope for it, and switched off there is nothing", async () => {
  using metrics = createMetrics();
  await using app = await openTestApp({ metrics, config: { metrics: "key" } });
  const get = (key?: string) =>
    fetch(`${app.url}/metrics`, key ? { headers: { Authorization: `Bearer ${key}` } } : {});
  expect((await get()).status).toBe(401);
  expect((await get(await app.addAdminKey(["requests:read"]))).status).toBe(403);
  const read = await get(await app.addAdminKey(["metrics:read"]));
  expect(read.status).toBe(200);
  expect(read.headers.get("Content-Type")).toContain("text/plain; version=0.0.4");
  expect(read.headers.get("Cache-Control")).toBe("no-store");
  await using off = await openTestApp();
  expect((await fetch(`${off.url}/metrics`)).status).toBe(404);
});

test("routes are counted by their names, so that nobody fills the memory with addresses", async () => {
  using metrics = createMetrics();
  await using app = await openTestApp({ metrics });
  const { conversation, token } = await app.start();
  await app.call("GET", `/conversations/${conversation.id}`, { token });
  for (let n = 0; n < 50; n += 1) {
    await app.call("GET", `/conversations/id-${n}`);
    await app.call("GET", `/nowhere/${n}`);
    await fetch(`${app.url}/natter/file-${n}.js`);
  }
  const text = await (await fetch(`${app.url}/metrics`)).text();
  const routes = new Set([...text.matchAll(/route="([^"]*)"/gu)].map(([, route]) => route));
  expect(routes).toContain("getConversation");
  expect(routes).toContain("createConversation");
  expect(routes.size).toBeLessThanOrEqual(5);
  expect(text).not.toContain(conversation.id);
});
