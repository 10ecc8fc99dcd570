import { request } from "node:http";
import { expect, test } from "vitest";
import { openTestApp } from "./testing/test-app.js";

const site = { Origin: "https://site.test" };
const foreign = { Origin: "https://evil.test" };

test("an allowed site may read answers, failures included, without cookies [F105]", async () => {
  await using app = await openTestApp();
  for (const path of ["/bots", "/nothing", "/conversations/x"]) {
    const { headers } = await app.call("GET", path, { headers: site });
    expect(headers.get("Access-Control-Allow-Origin"), path).toBe("https://site.test");
    expect(headers.get("Access-Control-Allow-Credentials")).toBeNull();
    expect(headers.get("Vary")).toContain("Origin");
    expect(headers.get("Access-Control-Expose-Headers")).toContain("Retry-After");
  }
});

test("a preflight from an allowed site lets the Authorization header through", async () => {
  await using app = await openTestApp();
  const response = await app.call("OPTIONS", "/conversations/x/messages", {
    headers: {
      ...site,
      "Access-Control-Request-Method": "POST",
      "Access-Control-Request-Headers": "authorization,content-type",
    },
  });
  expect(response.status).toBe(204);
  expect(response.headers.get("Access-Control-Allow-Origin")).toBe("https://site.test");
  const headers = response.headers.get("Access-Control-Allow-Headers");
  for (const name of ["Authorization", "Natter-Identity", "traceparent"]) expect(headers).toContain(name);
  expect(response.headers.get("Access-Control-Allow-Methods")).toContain("PATCH");
});

test("another site is refused, preflight and simple request alike, and the log says how to let it in [F105]", async () => {
  await using app = await openTestApp();
  const preflight = { ...foreign, "Access-Control-Request-Method": "POST" };
  for (const response of [
    await app.call("GET", "/bots", { headers: foreign }),
    await app.call("POST", "/conversations", {
      headers: { ...foreign, "Content-Type": "text/plain" },
      body: "{}",
    }),
    await app.call("OPTIONS", "/conversations", { headers: preflight }),
    await app.call("GET", "/bots", { headers: { Origin: "null" } }),
  ]) {
    expect(response.status).toBe(403);
    expect(response.headers.get("Access-Control-Allow-Origin")).toBeNull();
    expect(response.headers.get("Vary")).toContain("Origin");
    expect(await response.json()).toMatchObject({ code: "origin_not_allowed" });
  }
  expect(app.logged.find(({ level }) => level === "warn")).toMatchObject({
    origin: "https://evil.test",
    msg: expect.stringContaining("NATTER_ORIGINS"),
  });
});

test("a forwarded host counts as one's own only behind a trusted proxy [F105]", async () => {
  // `fetch` may not set these headers.
  const statusWith = (url: string, headers: Record<string, string>) =>
    new Promise<number | undefined>((resolve, reject) => {
      request(`${url}/api/v1/bots`, { headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on("error", reject)
        .end();
    });
  const headers = { Origin: "https://chat.test", "X-Forwarded-Host": "chat.test" };
  await using direct = await openTestApp();
  expect(await statusWith(direct.url, headers)).toBe(403);
  expect(await statusWith(direct.url, { Origin: "http://chat.test:1", Host: "chat.test:1" })).toBe(200);
  await using proxied = await openTestApp({ config: { trustProxy: true } });
  expect(await statusWith(proxied.url, headers)).toBe(200);
});

test("answers of the API are never stored, sniffed or framed [F101]", async () => {
  await using app = await openTestApp();
  for (const path of ["/bots", "/nothing"]) {
    const { headers } = await app.call("GET", path);
    expect(headers.get("Cache-Control")).toBe("no-store");
    expect(headers.get("X-Content-Type-Options")).toBe("nosniff");
    expect(headers.get("Content-Security-Policy")).toBe("default-src 'none'; frame-ancestors 'none'");
    expect(headers.get("Referrer-Policy")).toBe("no-referrer");
    expect(headers.get("Set-Cookie")).toBeNull();
  }
});

test("a request id is taken over from a trusted proxy only", async () => {
  const headers = { "X-Request-Id": "from-proxy" };
  await using direct = await openTestApp();
  expect((await direct.call("GET", "/bots", { headers })).headers.get("X-Request-Id")).not.toBe("from-proxy");
  await using proxied = await openTestApp({ config: { trustProxy: true } });
  expect((await proxied.call("GET", "/bots", { headers })).headers.get("X-Request-Id")).toBe("from-proxy");
});
