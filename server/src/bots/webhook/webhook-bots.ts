import type { BotHost } from "@natter/protocol";
import type { BotActor } from "../../chat/actor.js";
import type { Log } from "../../log.js";
import { Seldom } from "../../seldom.js";
import type { Store } from "../../store/store.js";
import { Poster, type PosterOptions } from "./post.js";
import { WebhookBot } from "./webhook-bot.js";
import { WebhookCaller } from "./webhook-caller.js";

export interface WebhookBotsOptions extends PosterOptions {
  store: Pick<Store, "webhooks">;
  hostFor(actor: BotActor): BotHost;
  newId(): string;
  log: Log;
  /** How often the register is looked at for what the CLI changed. Default 5000. */
  refreshMs?: number;
  /** How often a bot that is there is asked again what it hears. Default 60 000. */
  greetAgainMs?: number;
}

type WebhookRow = Awaited<ReturnType<Store["webhooks"]["list"]>>[number];

interface Known {
  url: string;
  secret: string;
  bot: WebhookBot;
}

/** The bots that are called by webhook, as the register has them. */
export class WebhookBots {
  readonly #options: WebhookBotsOptions;
  readonly #poster: Poster;
  readonly #seldom: Seldom;
  readonly #known = new Map<string, Known>();
  readonly #timer: NodeJS.Timeout;
  #refreshing: Promise<void> | null = null;
  #isClosed = false;

  constructor(options: WebhookBotsOptions) {
    this.#options = options;
    this.#poster = new Poster(options);
    this.#seldom = new Seldom(options.log);
    const refresh = () => {
      this.#refreshing ??= this.#refresh().finally(() => {
        this.#refreshing = null;
      });
    };
    refresh();
    this.#timer = setInterval(refresh, options.refreshMs ?? 5000);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#timer);
    for (const { bot } of this.#known.values()) bot.close();
    this.#poster.close();
    await this.#refreshing;
  }

  /** Never rejects. */
  async #refresh(): Promise<void> {
    const { store, log } = this.#options;
    try {
      const rows = await store.webhooks.list();
      if (this.#isClosed) return;
      for (const [botId, known] of this.#known) {
        const row = rows.find((one) => one.botId === botId);
        if (row?.url === known.url && row.secret === known.secret) continue;
        known.bot.close();
        this.#known.delete(botId);
      }
      for (const row of rows) {
        const { botId, url, secret } = row;
        if (!this.#known.has(botId)) this.#known.set(botId, { url, secret, bot: this.#botOf(row) });
      }
      for (const { bot } of this.#known.values()) bot.look();
    } catch (error) {
      log.error({ err: error }, "cannot look up webhooks");
    }
  }

  #botOf({ botId, botName, url, secret }: WebhookRow): WebhookBot {
    const { hostFor, newId, log, greetAgainMs = 60_000 } = this.#options;
    return new WebhookBot({
      botName,
      caller: new WebhookCaller({ url, secret, poster: this.#poster, newId, now: Date.now }),
      host: hostFor({ kind: "bot", botId, botName }),
      log,
      seldom: this.#seldom,
      greetAgainMs,
    });
  }
}
