import type Router from "@koa/router";
import { NatterError } from "../errors.js";
import type { HttpMiddleware, HttpState } from "./context.js";

/** The end of the line: no such address, or none with this method. */
export function nothingHere(routers: readonly Router<HttpState>[]): HttpMiddleware {
  return (ctx) => {
    const routes = routers.flatMap((router) => router.match(ctx.path, ctx.method).path);
    const methods = [...new Set(routes.flatMap((route) => route.methods))].sort().join(", ");
    if (methods === "") throw new NatterError("not_found", `There is nothing at ${ctx.path}`);
    ctx.set("Allow", methods);
    if (ctx.method !== "OPTIONS") {
      throw new NatterError("method_not_allowed", `${ctx.path} takes ${methods}, not ${ctx.method}`);
    }
    ctx.status = 204;
  };
}
