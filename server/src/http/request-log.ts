import { randomUUID } from "node:crypto";
import type { Config } from "../config.js";
import type { Log } from "../log.js";
import type { HttpMiddleware } from "./context.js";

/** Names every request (`X-Request-Id`) and logs how it went: never its query, its headers or its body. */
export function logRequests(log: Log, { trustProxy }: Pick<Config, "trustProxy">): HttpMiddleware {
  return async (ctx, next) => {
    const given = trustProxy ? ctx.get("X-Request-Id") : "";
    const requestId = /^[\w-]{1,64}$/u.test(given) ? given : randomUUID();
    const startedAt = performance.now();
    ctx.state = { requestId, log: log.child({ requestId }) };
    ctx.set("X-Request-Id", requestId);
    await next();
    const { method, path, status } = ctx;
    const ms = Math.round(performance.now() - startedAt);
    // Refusals are worth a line in production; a chat's ordinary traffic is not.
    ctx.state.log[status >= 400 ? "info" : "debug"]({ method, path, status, ms }, "request");
  };
}
