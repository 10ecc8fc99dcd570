import { createReadStream } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { bundleDirectory } from "../bundle-location.js";

/** Two origins, as in life: the site that embeds the widget, and the server that serves it. */
export interface Sites {
  /** Serves whatever page the test has set. */
  host: string;
  /** Serves `/natter.js` and `/natter/…`, as the real server does. */
  natter: string;
  show(page: HostPage): void;
  close(): Promise<void>;
}

export interface HostPage {
  head?: string;
  body?: string;
  csp?: string;
  /** `<html …>` attributes. */
  html?: string;
}

export async function openSites(): Promise<Sites> {
  let page: HostPage = {};
  const host = await listen((path) => (path === "/" ? pageText(page) : null));
  const natter = await listen(() => null);
  return {
    host: host.origin,
    natter: natter.origin,
    show: (next) => {
      page = next;
    },
    close: async () => {
      for (const { server } of [host, natter]) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    },
  };
}

function pageText({ head = "", body = "", csp, html = 'lang="en"' }: HostPage): string {
  const policy = csp ? `<meta http-equiv="Content-Security-Policy" content="${csp}">` : "";
  return `<!doctype html><html ${html}><head><meta charset="utf-8"><title>Host</title><link rel="icon" href="data:,"><meta name="viewport" content="width=device-width, initial-scale=1">${policy}${head}</head><body>${body}</body></html>`;
}

async function listen(text: (path: string) => string | null): Promise<{ server: Server; origin: string }> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://host").pathname;
    const page = text(path);
    if (page !== null) {
      response.setHeader("content-type", "text/html");
      return response.end(page);
    }
    if (!/^\/natter(\.js|\/[\w-]+\.js)$/u.test(path)) return response.writeHead(404).end();
    // `import()` from another origin is a CORS request.
    response.setHeader("access-control-allow-origin", "*");
    response.setHeader("content-type", "text/javascript");
    return createReadStream(new URL(`.${path}`, bundleDirectory)).pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}
