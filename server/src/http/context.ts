import type Koa from "koa";
import type { Log } from "../log.js";

/** What every request carries. */
export interface HttpState {
  requestId: string;
  log: Log;
}

export type HttpContext = Koa.ParameterizedContext<HttpState>;
export type HttpMiddleware = Koa.Middleware<HttpState>;
