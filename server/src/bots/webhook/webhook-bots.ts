import type { BotHost } from "@natter/protocol";
import type { BotActor } from "../../chat/actor.js";
import type { Log } from "../../log.js";
import { Seldom } from "../../seldom.js";
import type { Store } from "../../store/store.js";
import { Poster, type PosterOptions } from "./post.js";
import { WebhookCaller, WebhookFault } from "./webhook-caller.js";
import { WebhookInstance } from "./webhook-instance.js";

export interface WebhookBotsOptions extends PosterOptions {
  store: Pick<Store, "webhooks">;
  hostFor(actor: BotActor): BotHost;
  newId(): string;
  log: Log;
  /** How often the register is looked at for what the CLI changed. Default 5000. */
  refreshMs?: number;
}

interface Known {
  url: string;
  secret: string;
  instance: WebhookInstance;
  isGreeted: boolean;
}

/** The bots that are called by webhook, as the register has them. */
export class WebhookBots {
  readonly #options: WebhookBotsOptions;
  readonly #poster: Poster;
  readonly #seldom: Seldom;
  readonly #known = new Map<string, Known>();
  readonly #timer: NodeJS.Timeout;
  #refreshing: Promise<void>;
  #isClosed = false;

  constructor(options: WebhookBotsOptions) {
    this.#options = options;
    this.#poster = new Poster(options);
    this.#seldom = new Seldom(options.log);
    this.#refreshing = this.#refresh();
    this.#timer = setInterval(() => {
      this.#refreshing = this.#refreshing.then(() => this.#refresh());
    }, options.refreshMs ?? 5000);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#timer);
    for (const { instance } of this.#known.values()) instance.close();
    this.#poster.close();
    await this.#refreshing;
  }

  /** Never rejects. */
  async #refresh(): Promise<void> {
    const { store, hostFor, newId, log } = this.#options;
    try {
      const rows = await store.webhooks.list();
      if (this.#isClosed) return;
      for (const [botId, known] of this.#known) {
        const row = rows.find((one) => one.botId === botId);
        if (row?.url === known.url && row.secret === known.secret) continue;
        known.instance.close();
        this.#known.delete(botId);
      }
      for (const { botId, botName, url, secret } of rows) {
        if (this.#known.has(botId)) continue;
        const caller = new WebhookCaller({ url, secret, poster: this.#poster, newId, now: Date.now });
        const host = hostFor({ kind: "bot", botId, botName });
        const instance = new WebhookInstance(caller, host, (error, requestId) =>
          this.#failed(botName, requestId, error),
        );
        this.#known.set(botId, { url, secret, instance, isGreeted: false });
      }
      await Promise.all(rows.map(({ botId, botName }) => this.#greet(botId, botName)));
    } catch (error) {
      log.error({ err: error }, "cannot look up webhooks");
    }
  }

  /** The history has what the bot's side said, by the request's id. */
  #failed(bot: string, requestId: string, error: unknown): void {
    const reason = error instanceof WebhookFault ? error.summary : reasonOf(error);
    this.#seldom.warn(`${bot} ${reason}`, { bot, requestId, reason }, "webhook failed");
  }

  async #greet(botId: string, bot: string): Promise<void> {
    const known = this.#known.get(botId);
    if (!known || known.isGreeted) return;
    try {
      await known.instance.greet();
      known.isGreeted = true;
      this.#options.log.info({ bot }, "webhook greeted");
    } catch (error) {
      if (!this.#isClosed)
        this.#options.log.warn({ err: error, bot }, "webhook cannot be greeted; trying again");
    }
  }
}

const reasonOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
