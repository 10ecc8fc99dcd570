import type { Config } from "../config.js";
import type { HttpMiddleware } from "./context.js";

/** What is no page has nothing to load and nothing to frame. */
const lockedPolicy = "default-src 'none'; frame-ancestors 'none'";
/** A page without a policy of its own, such as the demo's, may load what it likes but not be framed elsewhere. */
const pagePolicy = "frame-ancestors 'self'; base-uri 'self'; object-src 'none'";

/** Defaults for every answer; pages set their own policy, and the widget's files open themselves. */
export function securityHeaders({ trustProxy }: Pick<Config, "trustProxy">): HttpMiddleware {
  return async (ctx, next) => {
    ctx.set("X-Content-Type-Options", "nosniff");
    ctx.set("Referrer-Policy", "no-referrer");
    ctx.set("Permissions-Policy", "camera=(self), microphone=(self), geolocation=(), payment=(), usb=()");
    ctx.set("Cross-Origin-Resource-Policy", "same-origin");
    ctx.set("Cross-Origin-Opener-Policy", "same-origin");
    ctx.set("Content-Security-Policy", lockedPolicy);
    // Only a proxy knows that it serves this host over TLS; `ctx.secure` believes it only where it is trusted.
    if (trustProxy && ctx.secure) ctx.set("Strict-Transport-Security", "max-age=31536000");
    await next();
    const isUntouched = ctx.response.get("Content-Security-Policy") === lockedPolicy;
    if (isUntouched && ctx.response.is("html")) ctx.set("Content-Security-Policy", pagePolicy);
  };
}
