import { expect, test } from "vitest";
import { openTestApp } from "./testing/test-app.js";

const locked = "default-src 'none'; frame-ancestors 'none'";

test("every answer is locked down, whatever its kind: good, wrong, missing or failed [F101]", async () => {
  await using app = await openTestApp({
    middleware: [
      (ctx, next) => {
        if (ctx.path === "/fails") throw new Error("secret inside");
        return next();
      },
    ],
  });
  const paths = ["/healthz", "/readyz", "/natter.js", "/nothing", "/fails", "/metrics"];
  for (const path of [...paths, "/api/v1/bots", "/api/v1/nothing", "/api/v1/conversations/x"]) {
    const response = await fetch(app.url + path);
    const text = await response.text();
    expect(response.headers.get("Content-Security-Policy"), path).toBe(locked);
    expect(response.headers.get("X-Content-Type-Options"), path).toBe("nosniff");
    expect(response.headers.get("Referrer-Policy"), path).toBe("no-referrer");
    expect(response.headers.get("Permissions-Policy"), path).toContain("geolocation=()");
    expect(response.headers.get("Cross-Origin-Opener-Policy"), path).toBe("same-origin");
    expect(response.headers.get("Cross-Origin-Resource-Policy"), path).not.toBeNull();
    expect(response.headers.get("Strict-Transport-Security"), path).toBeNull();
    expect(response.headers.get("X-Powered-By"), path).toBeNull();
    expect(text, path).not.toMatch(/secret inside|\.[jt]s:\d+|node_modules|\n\s+at /u);
  }
});

test("a page may load what it needs but not be framed by others, and one with a policy of its own keeps it", async () => {
  await using app = await openTestApp({
    middleware: [
      async (ctx, next) => {
        if (!ctx.path.startsWith("/page")) return next();
        ctx.type = "html";
        ctx.body = "<!doctype html>";
        if (ctx.path === "/page/own") ctx.set("Content-Security-Policy", "default-src 'self'");
      },
    ],
  });
  const policyOf = async (path: string) =>
    (await fetch(app.url + path)).headers.get("Content-Security-Policy");
  expect(await policyOf("/page")).toBe("frame-ancestors 'self'; base-uri 'self'; object-src 'none'");
  expect(await policyOf("/page/own")).toBe("default-src 'self'");
});

test("browsers are told to stay with TLS only where a trusted proxy says that there is TLS", async () => {
  const headers = { "X-Forwarded-Proto": "https" };
  await using direct = await openTestApp();
  expect(
    (await fetch(`${direct.url}/healthz`, { headers })).headers.get("Strict-Transport-Security"),
  ).toBeNull();
  await using proxied = await openTestApp({ config: { trustProxy: true } });
  const get = (sent: Record<string, string>) => fetch(`${proxied.url}/healthz`, { headers: sent });
  expect((await get({})).headers.get("Strict-Transport-Security")).toBeNull();
  expect((await get(headers)).headers.get("Strict-Transport-Security")).toBe("max-age=31536000");
});
