import { existsSync } from "node:fs";
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from "playwright-core";
import { ensureBundle } from "./ensure-bundle.js";
import { FakeServer } from "./fake-server.js";
import { type HostPage, openSites, type Sites } from "./host-site.js";

const debianChromium = "/usr/bin/chromium";

/** A browser and two sites for one test file. */
export interface Stage extends AsyncDisposable {
  sites: Sites;
  browser: Browser;
  /** A fresh visitor in front of a page that embeds the widget by its script tag, and of a fresh server. */
  visit(options?: VisitOptions): Promise<Visit>;
}

export interface VisitOptions {
  /** Attributes of the script tag. */
  tag?: string;
  page?: HostPage;
  context?: BrowserContextOptions;
  onCreate?: FakeServer["onCreate"];
  /** Runs in the page before anything else. */
  init?: () => void;
}

export interface Visit extends AsyncDisposable {
  page: Page;
  context: BrowserContext;
  server: FakeServer;
  /** Uncaught errors, console errors and requests of the page, in order. */
  errors: string[];
  requests: string[];
}

export async function openStage(): Promise<Stage> {
  await ensureBundle();
  const sites = await openSites();
  const browser = await chromium.launch({
    ...(existsSync(debianChromium) && { executablePath: debianChromium }),
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
  });
  return {
    sites,
    browser,
    visit: (options) => visit(browser, sites, options),
    async [Symbol.asyncDispose]() {
      await browser.close();
      await sites.close();
    },
  };
}

export function scriptTag(sites: Sites, attributes = 'data-bot="echo"'): string {
  return `<script async src="${sites.natter}/natter.js" ${attributes}></script>`;
}

async function visit(browser: Browser, sites: Sites, options: VisitOptions = {}): Promise<Visit> {
  const context = await browser.newContext({
    locale: "en-GB",
    timezoneId: "Europe/Lisbon",
    ...options.context,
  });
  // As in `vitest.config.ts`: a bound on hanging, not on slowness.
  context.setDefaultTimeout(60_000);
  const server = new FakeServer();
  if (options.onCreate) server.onCreate = options.onCreate;
  await server.attach(context, sites.natter);
  if (options.init) await context.addInitScript(options.init);
  const page = await context.newPage();
  const errors: string[] = [];
  const requests: string[] = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  page.on("request", (request) => requests.push(request.url()));
  page.on("websocket", (socket) => requests.push(socket.url()));
  const { head = "", ...rest } = options.page ?? {};
  sites.show({ ...rest, head: scriptTag(sites, options.tag) + head });
  await page.goto(sites.host);
  await page.locator("natter-chat .launcher").first().waitFor({ state: "attached" });
  return {
    page,
    context,
    server,
    errors,
    requests,
    [Symbol.asyncDispose]: () => context.close(),
  };
}
