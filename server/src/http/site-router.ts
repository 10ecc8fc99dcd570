import Router from "@koa/router";
import type { Store } from "../store/store.js";
import type { HttpState } from "./context.js";
import { serveErrorPage } from "./error-page.js";
import { serveHashedFile, serveLoader } from "./widget-files.js";

interface SiteOptions {
  core: { store: Pick<Store, "ping"> };
  config: { widgetDirectory: string | null };
  isReady(): boolean;
}

/** An orchestrator waits no longer for its probe. */
const pingTimeoutMs = 2000;

/** What is not the API: the probes and the widget. */
export function createSiteRouter({ core, config, isReady }: SiteOptions): Router<HttpState> {
  const router = new Router<HttpState>({ sensitive: true, strict: true });

  router.get("/healthz", (ctx) => {
    ctx.set("Cache-Control", "no-store");
    ctx.body = { status: "alive" };
  });

  router.get("/readyz", async (ctx) => {
    const isUp = isReady() && (await answersInTime(core.store));
    ctx.set("Cache-Control", "no-store");
    ctx.status = isUp ? 200 : 503;
    ctx.body = { status: isUp ? "ready" : "not ready" };
  });

  router.get("/docs/errors", serveErrorPage);
  router.get("/natter.js", serveLoader(config.widgetDirectory));
  router.get("/natter/:file", serveHashedFile(config.widgetDirectory));
  return router;
}

function answersInTime(store: Pick<Store, "ping">): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, pingTimeoutMs, false);
    store
      .ping()
      .then(
        () => resolve(true),
        () => resolve(false),
      )
      .finally(() => clearTimeout(timer));
  });
}
