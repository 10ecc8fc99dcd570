import cors from "@koa/cors";
import { NatterError } from "../errors.js";
import type { OriginPolicy } from "../origins.js";
import type { HttpMiddleware } from "./context.js";

/** What stands before every call of the API, in order. */
export function guardApi(origins: OriginPolicy): HttpMiddleware[] {
  return [
    (ctx, next) => {
      ctx.set("Cache-Control", "no-store");
      ctx.set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
      return next();
    },

    (ctx, next) => {
      const origin = ctx.headers.origin;
      ctx.vary("Origin");
      if (origins.allows(origin, ctx.host)) return next();
      // The browser hides the answer from the page, so the remedy has to be in the server's log as well.
      const message = `The origin ${origin} may not use this server; its owner can add it to NATTER_ORIGINS`;
      ctx.state.log.warn({ origin }, message);
      throw new NatterError("origin_not_allowed", message);
    },

    // Without credentials: tokens travel in the Authorization header, cookies nowhere.
    cors({
      origin: (ctx) => ctx.get("Origin"),
      allowMethods: ["GET", "HEAD", "POST", "PATCH", "DELETE"],
      allowHeaders: ["Authorization", "Content-Type", "Natter-Identity"],
      exposeHeaders: ["Retry-After", "X-Request-Id", "Content-Disposition"],
      maxAge: 7200,
    }),
  ];
}
