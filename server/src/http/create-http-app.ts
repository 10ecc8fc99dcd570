import Koa from "koa";
import type { AttemptHouse } from "../bots/attempt-calls.js";
import type { Core } from "../chat/core.js";
import type { Config } from "../config.js";
import type { Identities } from "../identity.js";
import type { Limiter } from "../limits/limiter.js";
import type { Log } from "../log.js";
import type { Metrics } from "../metrics/metrics.js";
import { silent } from "../observer.js";
import type { OriginPolicy } from "../origins.js";
import { createCursors } from "../requests/cursor.js";
import type { Tokens } from "../tokens.js";
import { guardApi } from "./api-guard.js";
import type { HttpMiddleware, HttpState } from "./context.js";
import { limitCalls } from "./limit-calls.js";
import { createMetricsRouter } from "./metrics-router.js";
import { nothingHere } from "./nothing-here.js";
import { createReferenceRouter } from "./openapi/reference-router.js";
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
  config: Pick<Config, "trustProxy" | "widgetDirectory" | "exportPageRows" | "metrics">;
  limiter: Limiter;
  metrics: Metrics | null;
  /** Seals the cursors of the request history. */
  secret: string;
  /** What is under way with the bots of this server; asked for with each call. */
  bots(): AttemptHouse;
  /** False before the server has started and from the moment it stops. */
  isReady(): boolean;
  /** Runs before the server's own routes, so that whoever starts the server can add pages to it. */
  middleware?: readonly Koa.Middleware[];
}

const clientGone = new Set(["ERR_STREAM_PREMATURE_CLOSE", "ECONNRESET", "HPE_INVALID_EOF_STATE"]);

/** The HTTP door: REST under /api/v1, the widget's files, and the probes of an orchestrator. */
export function createHttpApp(options: HttpOptions): Koa<HttpState> {
  const app = new Koa<HttpState>({ proxy: options.config.trustProxy });
  const site = createSiteRouter(options);
  const api = createRestRouter({
    ...options,
    cursors: createCursors(options.secret),
    limits: limitCalls({ limiter: options.limiter, trustProxy: options.config.trustProxy }),
  });
  const reference = createReferenceRouter();
  const metrics = createMetricsRouter({ ...options, store: options.core.store });

  app.use(logRequests(options.log, options.config, options.metrics?.observer ?? silent));
  app.use(answerWithProblems);
  app.use(securityHeaders(options.config));
  for (const middleware of options.middleware ?? []) app.use(middleware);
  app.use(site.routes());
  app.use(metrics.routes());
  for (const middleware of guardApi(options.origins)) app.use(onlyApi(middleware));
  app.use(api.routes());
  app.use(reference.routes());
  app.use(nothingHere([site, api, reference, metrics]));

  // Only what fails outside a middleware comes here; mostly clients that left during a download or an upload.
  app.on("error", (err: NodeJS.ErrnoException) => {
    const isClientGone = clientGone.has(err.code ?? "");
    options.log[isClientGone ? "debug" : "error"]({ err }, "response cut short");
  });
  return app;
}

function onlyApi(middleware: HttpMiddleware): HttpMiddleware {
  return (ctx, next) => (ctx.path.startsWith("/api/") ? middleware(ctx, next) : next());
}
