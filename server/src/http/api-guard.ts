import cors from "@koa/cors";
import { failure } from "../errors.js";
import type { OriginPolicy } from "../origins.js";
import type { HttpMiddleware } from "./context.js";

/** What stands before every call of the API, in order. */
export function guardApi(origins: OriginPolicy): HttpMiddleware[] {
  return [
    (ctx, next) => {
      ctx.set("Cache-Control", "no-store");
      return next();
    },

    (ctx, next) => {
      const origin = ctx.headers.origin;
      ctx.vary("Origin");
      if (origins.allows(origin, ctx.host)) return next();
      // The browser hides the answer from the page, so the remedy has to be in the server's log as well.
      const refused = failure("origin_not_allowed", "origin.wrong", { origin: origin ?? "" });
      ctx.state.log.warn({ origin }, refused.message);
      throw refused;
    },

    // Without credentials: tokens travel in the Authorization header, cookies nowhere.
    cors({
      origin: (ctx) => ctx.get("Origin"),
      allowMethods: ["GET", "HEAD", "POST", "PATCH", "DELETE"],
      // Tracing in the page adds the last two to what it sends (https://www.w3.org/TR/trace-context/).
      allowHeaders: ["Authorization", "Content-Type", "Natter-Identity", "traceparent", "tracestate"],
      exposeHeaders: ["Retry-After", "RateLimit", "RateLimit-Policy", "X-Request-Id", "Content-Disposition"],
      maxAge: 7200,
    }),
  ];
}
