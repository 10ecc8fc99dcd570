import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Bot } from "@natter/bot";
import { createLog, loadConfig, type RunningServer, registerBot, startServer } from "@natter/server";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";

/** Everything there is, running: a server with a host page, bots, and a Chromium. */
export interface House extends AsyncDisposable {
  server: RunningServer;
  /** A connected bot whose handlers the test writes. */
  bot(name: string, teach: (bot: Bot) => void): Promise<Bot>;
  /** A page with the widget on it, at `origin`; its console is checked for errors at the end. */
  open(origin: string, bot: string, context?: BrowserContext): Promise<Page>;
  /** What pages complained about, apart from failed connections. */
  complaints: string[];
}

const silent = { debug() {}, info() {}, warn() {}, error() {} };

export async function openHouse(): Promise<House> {
  const folder = await mkdtemp(path.join(tmpdir(), "natter-e2e-"));
  const config = await loadConfig({
    env: {
      NATTER_DATABASE: path.join(folder, "natter.sqlite"),
      NATTER_PORT: "0",
      NATTER_HEARTBEAT_MS: "1000",
    },
  });
  const hostPage: NonNullable<Parameters<typeof startServer>[1]>["middleware"] = [
    async (ctx, next) => {
      if (ctx.path !== "/host") {
        await next();
        return;
      }
      ctx.type = "html";
      ctx.set("Content-Security-Policy", "default-src 'self'; connect-src 'self' ws:; img-src data:");
      ctx.body = `<!doctype html><title>Host</title><link rel="icon" href="data:,">
        <h1>A host page</h1><script async src="/natter.js" data-bot="${ctx.query.bot}"></script>`;
    },
  ];
  const server = await startServer(config, { log: createLog("error"), middleware: hostPage });
  const browser = await launch();
  const bots: Bot[] = [];
  const complaints: string[] = [];

  return {
    server,
    complaints,
    async bot(name, teach) {
      const { key } = await registerBot(server.store, { name });
      const bot = new Bot({ url: server.url, key: key.key, handleSignals: false, logger: silent });
      teach(bot);
      await bot.start();
      bots.push(bot);
      return bot;
    },
    async open(origin, bot, context) {
      const page = await (context ?? (await browser.newContext())).newPage();
      // As in `vitest.config.ts`: a bound on hanging, not on slowness.
      page.setDefaultTimeout(60_000);
      page.on("pageerror", (error) => complaints.push(error.message));
      page.on("console", (message) => {
        const isNetwork = /net::ERR|WebSocket connection/u.test(message.text());
        if (message.type() === "error" && !isNetwork) complaints.push(message.text());
      });
      await page.goto(`${origin}/host?bot=${bot}`);
      return page;
    },
    async [Symbol.asyncDispose]() {
      await browser.close();
      await Promise.all(bots.map((bot) => bot.stop()));
      await server.close();
      await rm(folder, { recursive: true });
    },
  };
}

function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.NATTER_CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
  });
}
