import Koa from "koa";
import type { Core } from "../chat/core.js";
import type { Config } from "../config.js";
import type { Identities } from "../identity.js";
import type { Log } from "../log.js";
import type { OriginPolicy } from "../origins.js";
import { createCursors } from "../requests/cursor.js";
import type { Tokens } from "../tokens.js";
import { guardApi } from "./api-guard.js";
import type { HttpMiddleware, HttpState } from "./context.js";
import { nothingHere } from "./nothing-here.js";
import { answerWithProblems } from "./problems.js";
import { logRequests } from "./request-log.js";
import { createRestRouter } from "./rest/router.js";
import { securityHeaders } from "./security-headers.js";
import { createSiteRouter } from "./site-router.js";

export interface HttpOptions {
  core: Core;
  tokens: Tokens;
  identities: Identities | null;
  origins: OriginPolicy;
  log: Log;
  config: Pick<Config, "trustProxy" | "widgetDirectory" | "exportPageRows">;
  /** Seals the cursors of the request history. */
  secret: string;
  /** False before the server has started and from the moment it stops. */
  isReady(): boolean;
  /** Runs before the server's own routes, so that whoever starts the server can add pages to it. */
  middleware?: readonly Koa.Middleware[];
}

/** The HTTP door: REST under /api/v1, the widget's files, and the probes of an orchestrator. */
export function createHttpApp(options: HttpOptions): Koa<HttpState> {
  const app = new Koa<HttpState>({ proxy: options.config.trustProxy });
  const site = createSiteRouter(options);
  const api = createRestRouter({ ...options, cursors: createCursors(options.secret) });

  app.use(logRequests(options.log, options.config));
  app.use(answerWithProblems);
  app.use(securityHeaders);
  for (const middleware of options.middleware ?? []) app.use(middleware);
  app.use(site.routes());
  for (const middleware of guardApi(options.origins)) app.use(onlyApi(middleware));
  app.use(api.routes());
  app.use(nothingHere([site, api]));

  // Only what fails after the headers were sent comes here; mostly clients that left during a download.
  app.on("error", (err: NodeJS.ErrnoException) => {
    const isClientGone = err.code === "ERR_STREAM_PREMATURE_CLOSE" || err.code === "ECONNRESET";
    options.log[isClientGone ? "debug" : "error"]({ err }, "response cut short");
  });
  return app;
}

function onlyApi(middleware: HttpMiddleware): HttpMiddleware {
  return (ctx, next) => (ctx.path.startsWith("/api/") ? middleware(ctx, next) : next());
}
