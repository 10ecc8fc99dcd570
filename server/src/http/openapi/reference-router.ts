import { createReadStream } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import Router from "@koa/router";
import { failure } from "../../errors.js";
import type { HttpState } from "../context.js";
import { contentSecurityPolicy, page, start } from "./reference-page.js";

const require = createRequire(import.meta.url);

/** What is served of the renderer's package, and as what. */
const assets: Readonly<Record<string, string>> = {
  "swagger-ui.css": "text/css; charset=utf-8",
  "swagger-ui-bundle.js": "text/javascript; charset=utf-8",
  "favicon-32x32.png": "image/png",
};

/** The API, described: for programs at `openapi.json`, for people at `docs`, without asking anybody else. */
export function createReferenceRouter(): Router<HttpState> {
  const router = new Router<HttpState>({ prefix: "/api/v1", sensitive: true, strict: true });
  let document: string | undefined;

  router.get("/openapi.json", async (ctx) => {
    document ??= JSON.stringify(await writeDocument());
    ctx.type = "application/json";
    ctx.body = document;
  });

  router.get("/docs", (ctx) => {
    ctx.set("Content-Security-Policy", contentSecurityPolicy);
    ctx.type = "html";
    ctx.body = page;
  });

  router.get("/docs/start.js", (ctx) => {
    ctx.type = "text/javascript; charset=utf-8";
    ctx.body = start;
  });

  router.get("/docs/:asset", (ctx) => {
    const name = String(ctx.params.asset);
    if (!Object.hasOwn(assets, name)) throw failure("not_found", "nothing", { path: ctx.path });
    const folder = path.dirname(require.resolve("swagger-ui-dist/package.json"));
    // The one thing of the API that may be kept: it changes with the server's version, if at all.
    ctx.set("Cache-Control", "public, max-age=3600");
    ctx.type = assets[name] ?? "";
    ctx.body = createReadStream(path.join(folder, name));
  });
  return router;
}

/** With its writer, which most servers are never asked for. */
async function writeDocument(): Promise<object> {
  const { createDocument } = await import("./document.js");
  return createDocument();
}
