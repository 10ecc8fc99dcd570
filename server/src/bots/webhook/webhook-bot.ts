import type { BotHost } from "@natter/protocol";
import type { Log } from "../../log.js";
import type { Seldom } from "../../seldom.js";
import { type WebhookCaller, WebhookFault } from "./webhook-caller.js";
import { WebhookInstance } from "./webhook-instance.js";

interface WebhookBotOptions {
  botName: string;
  caller: WebhookCaller;
  host: BotHost;
  log: Log;
  seldom: Seldom;
  /** A bot that was deployed anew may hear something else, or in another way. */
  greetAgainMs: number;
}

/**
 * One bot behind a webhook. It gets requests while it answers greetings; what waits for it meanwhile stays in its
 * inbox.
 */
export class WebhookBot {
  readonly #options: WebhookBotOptions;
  readonly #closing = new AbortController();
  #instance: WebhookInstance | null = null;
  #greeting: Promise<boolean> | null = null;
  #greetedAt = Number.NEGATIVE_INFINITY;

  constructor(options: WebhookBotOptions) {
    this.#options = options;
  }

  /** Greets it where that is due. Does not wait for it. */
  look(): void {
    const isDue = !this.#instance || performance.now() - this.#greetedAt >= this.#options.greetAgainMs;
    if (isDue) void this.#isThere();
  }

  close(): void {
    this.#closing.abort();
    this.#instance?.close();
  }

  /** Whether it answers a greeting. Where it does not, what it had in hand is given back without a failure. */
  #isThere(): Promise<boolean> {
    this.#greeting ??= this.#greet().finally(() => {
      this.#greeting = null;
    });
    return this.#greeting;
  }

  /** Never rejects. */
  async #greet(): Promise<boolean> {
    const { botName: bot, caller, log, seldom } = this.#options;
    const { signal } = this.#closing;
    try {
      const greeting = await caller.hello(signal);
      signal.throwIfAborted();
      const isNew = this.#instance === null;
      this.#instance ??= this.#newInstance();
      await this.#instance.greeted(greeting);
      this.#greetedAt = performance.now();
      if (isNew) log.info({ bot }, "webhook greeted");
      return true;
    } catch (error) {
      if (signal.aborted) return false;
      this.#instance?.close();
      this.#instance = null;
      const reason = reasonOf(error);
      seldom.warn(`${bot} greeting ${reason}`, { bot, reason }, "webhook cannot be greeted; trying again");
      return false;
    }
  }

  #newInstance(): WebhookInstance {
    const { botName: bot, caller, host, seldom } = this.#options;
    return new WebhookInstance(caller, host, {
      // The history has what the bot's side said, by the request's id.
      onFailed: (error, requestId) => {
        const reason = reasonOf(error);
        seldom.warn(`${bot} ${reason}`, { bot, requestId, reason }, "webhook failed");
      },
      isThere: () => this.#isThere(),
    });
  }
}

/** Without what the bot's side said, which no log should hold. */
function reasonOf(error: unknown): string {
  if (error instanceof WebhookFault) return error.summary;
  return error instanceof Error ? error.message : String(error);
}
