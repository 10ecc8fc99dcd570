import type { HttpMiddleware } from "./context.js";

/** Defaults for every answer; the API locks itself further, and the widget's files open themselves. */
export const securityHeaders: HttpMiddleware = (ctx, next) => {
  ctx.set("X-Content-Type-Options", "nosniff");
  ctx.set("Referrer-Policy", "no-referrer");
  ctx.set("Cross-Origin-Resource-Policy", "same-origin");
  return next();
};
