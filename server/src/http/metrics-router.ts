import Router from "@koa/router";
import type { Config } from "../config.js";
import { authenticateAdmin } from "../keys.js";
import type { Metrics } from "../metrics/metrics.js";
import type { Store } from "../store/store.js";
import type { HttpContext, HttpState } from "./context.js";

interface MetricsRouterOptions {
  /** Null where they are switched off; then nothing is there. */
  metrics: Metrics | null;
  config: Pick<Config, "metrics" | "trustProxy">;
  store: Pick<Store, "keys">;
}

/** `/metrics`, for this machine or for holders of a key with scope `metrics:read`. */
export function createMetricsRouter({ metrics, config, store }: MetricsRouterOptions): Router<HttpState> {
  const router = new Router<HttpState>({ sensitive: true, strict: true });
  if (!metrics) return router;
  router.get("/metrics", async (ctx) => {
    const isOpen = config.metrics === "loopback" && !config.trustProxy && isLocal(ctx);
    if (!isOpen) await authenticateAdmin(store, ctx.headers.authorization, "metrics:read");
    ctx.set("Cache-Control", "no-store");
    ctx.set("Content-Type", metrics.contentType);
    ctx.body = await metrics.text();
  });
  return router;
}

const loopbackPeers = new Set(["127.0.0.1", "::1", "::ffff:127.0.0.1"]);
const loopbackHosts = new Set(["127.0.0.1", "localhost", "[::1]"]);
const proxyHeaders = [
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-proto",
  "x-real-ip",
  "forwarded",
  "via",
];

/** Somebody on this machine, and neither a proxy's visitor nor a web page that had its name pointed here. */
function isLocal({ req, hostname, headers }: HttpContext): boolean {
  return (
    loopbackPeers.has(req.socket.remoteAddress ?? "") &&
    loopbackHosts.has(hostname) &&
    headers.origin === undefined &&
    !proxyHeaders.some((name) => headers[name] !== undefined)
  );
}
