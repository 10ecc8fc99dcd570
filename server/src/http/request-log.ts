import { randomUUID } from "node:crypto";
import type { Config } from "../config.js";
import type { Log } from "../log.js";
import type { Observer } from "../observer.js";
import type { HttpContext, HttpMiddleware } from "./context.js";

/** Names every request (`X-Request-Id`), logs and counts how it went: never its query, its headers or its body. */
export function logRequests(
  log: Log,
  { trustProxy }: Pick<Config, "trustProxy">,
  observer: Observer,
): HttpMiddleware {
  return async (ctx, next) => {
    const given = trustProxy ? ctx.get("X-Request-Id") : "";
    const requestId = /^[\w-]{1,64}$/u.test(given) ? given : randomUUID();
    const startedAt = performance.now();
    ctx.state = { requestId, log: log.child({ requestId }) };
    ctx.set("X-Request-Id", requestId);
    await next();
    const { method, path, status } = ctx;
    const tookMs = performance.now() - startedAt;
    const ms = Math.round(tookMs);
    observer.httpAnswered(routeOf(ctx), status, tookMs);
    // Refusals are worth a line in production; a chat's ordinary traffic is not.
    ctx.state.log[status >= 400 ? "info" : "debug"]({ method, path, status, ms }, "request");
  };
}

/** The call's name, or the address pattern that matched: as many as there are routes, whatever is asked for. */
function routeOf(ctx: HttpContext & { _matchedRouteName?: string; _matchedRoute?: string | RegExp }): string {
  return ctx._matchedRouteName ?? String(ctx._matchedRoute ?? "none");
}
