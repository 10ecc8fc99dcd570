import { readFile } from "node:fs/promises";
import type { StartOptions } from "@natter/server";

type Middleware = NonNullable<StartOptions["middleware"]>[number];

const types: Record<string, string> = {
  html: "text/html",
  css: "text/css",
  js: "text/javascript",
  svg: "image/svg+xml",
};
const folder = new URL("../../pages/", import.meta.url);

/** Serves the host pages of `examples/pages`, under the strict policy that a careful site would set. */
export function serveDemoPages(): Middleware {
  return async (ctx, next) => {
    const name = ctx.path === "/" ? "index.html" : ctx.path.slice(1);
    const type = types[/^[a-z-]+\.(html|css|js|svg)$/u.exec(name)?.[1] ?? ""];
    const isRead = ctx.method === "GET" || ctx.method === "HEAD";
    const body = type && isRead ? await readFile(new URL(name, folder)).catch(() => null) : null;
    if (!type || body === null) return next();
    ctx.set("Content-Security-Policy", policy);
    ctx.set("X-Content-Type-Options", "nosniff");
    ctx.set("Cache-Control", "no-cache");
    ctx.type = type;
    ctx.body = body;
  };
}

// No inline script, no inline style, no HTML from strings: the widget has to live with all of it.
const policy = [
  "default-src 'self'",
  "connect-src 'self' ws: wss:",
  "base-uri 'none'",
  "object-src 'none'",
  "require-trusted-types-for 'script'",
].join("; ");
