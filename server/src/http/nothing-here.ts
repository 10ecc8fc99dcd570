import type Router from "@koa/router";
import { failure } from "../errors.js";
import type { HttpMiddleware, HttpState } from "./context.js";

/** The end of the line: no such address, or none with this method. */
export function nothingHere(routers: readonly Router<HttpState>[]): HttpMiddleware {
  return (ctx) => {
    const routes = routers.flatMap((router) => router.match(ctx.path, ctx.method).path);
    const methods = [...new Set(routes.flatMap((route) => route.methods))].sort().join(", ");
    if (methods === "") throw failure("not_found", "nothing", { path: ctx.path });
    ctx.set("Allow", methods);
    if (ctx.method !== "OPTIONS") {
      throw failure("method_not_allowed", "method.wrong", { path: ctx.path, methods, method: ctx.method });
    }
    ctx.status = 204;
  };
}
