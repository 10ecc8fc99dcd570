import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { type IncomingHttpHeaders, request } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestApp } from "./testing/test-app.js";

let folder: string;
let config: { widgetDirectory: string };
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "natter-widget-"));
  config = { widgetDirectory: path.join(folder, "widget") };
  const chunks = path.join(config.widgetDirectory, "natter");
  await mkdir(path.join(chunks, "folder-abcdefgh.js"), { recursive: true });
  const write = (name: string, text: string) => writeFile(path.join(chunks, name), text);
  await write("../natter.js", "export {};\n".repeat(50));
  await write("../outside-abcdefgh.js", "s3cret");
  await write("panel-AbC_1234.js", "1;");
  await write("style.0123abcd.css", "a{}");
  await write("secret.txt", "s3cret");
  await write("notes-abcdefgh.txt", "s3cret");
  await write(".hidden-abcdefgh.js", "s3cret");
  await symlink("nowhere", path.join(chunks, "broken-abcdefgh.js"));
});
afterAll(() => rm(folder, { recursive: true }));

interface RawResponse {
  status: number | undefined;
  text: string;
  headers: IncomingHttpHeaders;
}

/** A path exactly as written and headers exactly as given: `fetch` tidies both up. */
function rawGet(url: string, rawPath: string, headers: Record<string, string> = {}): Promise<RawResponse> {
  return new Promise((resolve, reject) => {
    request(url, { path: rawPath, headers }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk) => {
        text += chunk;
      });
      response.on("end", () => resolve({ status: response.statusCode, text, headers: response.headers }));
    })
      .on("error", reject)
      .end();
  });
}

test("the loader is for every site, for five minutes, and 304 while it is the same [F106]", async () => {
  await using app = await openTestApp({ config });
  const first = await fetch(`${app.url}/natter.js`, { headers: { Origin: "https://any.test" } });
  expect(first.status).toBe(200);
  expect(first.headers.get("Content-Type")).toBe("text/javascript; charset=utf-8");
  expect(first.headers.get("Cache-Control")).toBe("public, max-age=300");
  expect(first.headers.get("Access-Control-Allow-Origin")).toBe("*");
  expect(first.headers.get("Cross-Origin-Resource-Policy")).toBe("cross-origin");
  expect(first.headers.get("X-Content-Type-Options")).toBe("nosniff");
  // fetch unpacks by itself.
  expect(first.headers.get("Content-Encoding")).toBe("gzip");
  expect(await first.text()).toContain("export {};");

  const etag = first.headers.get("ETag") ?? "";
  const same = await rawGet(app.url, "/natter.js", { "If-None-Match": etag });
  expect([same.status, same.text, same.headers.etag]).toEqual([304, "", etag]);
  await writeFile(path.join(config.widgetDirectory, "natter.js"), "changed");
  const changed = await rawGet(app.url, "/natter.js", { "If-None-Match": etag });
  expect([changed.status, changed.text]).toEqual([200, "changed"]);
});

test("files with a hash in their name are kept for a year [F237]", async () => {
  await using app = await openTestApp({ config });
  const script = await fetch(`${app.url}/natter/panel-AbC_1234.js`);
  expect([script.status, await script.text()]).toEqual([200, "1;"]);
  expect(script.headers.get("Cache-Control")).toBe("public, max-age=31536000, immutable");
  const style = await fetch(`${app.url}/natter/style.0123abcd.css`);
  expect(style.headers.get("Content-Type")).toBe("text/css; charset=utf-8");
  const head = await fetch(`${app.url}/natter/panel-AbC_1234.js`, { method: "HEAD" });
  expect([head.status, await head.text()]).toEqual([200, ""]);
});

test.each([
  "/natter/../outside-abcdefgh.js",
  "/natter/..%2foutside-abcdefgh.js",
  "/natter/%2e%2e%2foutside-abcdefgh.js",
  "/natter/..%5coutside-abcdefgh.js",
  "/natter/%252e%252e%252foutside-abcdefgh.js",
  "/natter//etc/passwd",
  "/natter/%2fetc%2fpasswd",
  "/natter/.hidden-abcdefgh.js",
  "/natter/secret.txt",
  "/natter/notes-abcdefgh.txt",
  "/natter/natter.js",
  "/natter/folder-abcdefgh.js",
  "/natter/broken-abcdefgh.js",
  "/natter/missing-abcdefgh.js",
  "/natter/panel-AbC_1234.js%00",
  "/natter/panel-AbC_1234.js%0a",
  "/natter/%ff%fe-abcdefgh.js",
  "/natter/constructor-abcdefgh.constructor",
  "/natter/",
  "/natter",
])("the path %s finds nothing", async (rawPath) => {
  await using app = await openTestApp({ config });
  const { status, text } = await rawGet(app.url, rawPath);
  expect(status).toBe(404);
  expect(text).not.toContain("s3cret");
});

test("without a built widget the answer says how to build it", async () => {
  await using app = await openTestApp();
  const response = await fetch(`${app.url}/natter.js`);
  expect(response.status).toBe(404);
  expect(await response.text()).toContain("pnpm build");
});

test("alive is not ready: readiness asks the server and its database", async () => {
  let isReady = false;
  await using app = await openTestApp({ isReady: () => isReady });
  const statusOf = async (probe: string) => (await fetch(app.url + probe)).status;
  expect(await statusOf("/healthz")).toBe(200);
  expect(await statusOf("/readyz")).toBe(503);
  isReady = true;
  expect(await statusOf("/readyz")).toBe(200);
  app.test.store.ping = () => Promise.reject(new Error("database gone"));
  expect(await statusOf("/readyz")).toBe(503);
  expect(await statusOf("/healthz")).toBe(200);
});

test("pages of whoever starts the server come beside its own", async () => {
  await using app = await openTestApp({
    config,
    middleware: [
      (ctx, next) => {
        if (ctx.path !== "/") return next();
        ctx.type = "html";
        ctx.body = "<h1>demo</h1>";
        return undefined;
      },
    ],
  });
  const page = await fetch(app.url);
  expect([page.headers.get("Content-Type"), await page.text()]).toEqual([
    "text/html; charset=utf-8",
    "<h1>demo</h1>",
  ]);
  expect((await app.call("GET", "/bots")).status).toBe(200);
});
