import type { BotHost } from "@natter/protocol";
import { Attempts } from "./attempts.js";
import { type BotOptions, checkOptions, connectionSettings, webhookSecret } from "./bot-options.js";
import { Composer } from "./composer.js";
import { readEnvironment } from "./config.js";
import { Context } from "./context.js";
import { Conversation } from "./conversation.js";
import { NatterBotError } from "./errors.js";
import type { Logger } from "./logger.js";
import { ownRequests, type RequestQuery, type RequestRecord } from "./own-requests.js";
import { InProcessSource } from "./source/in-process-source.js";
import type { RequestSource } from "./source/request-source.js";
import { SocketSource } from "./source/socket-source.js";
import { onStopSignal } from "./stop-on-signals.js";
import { realTiming } from "./timing.js";
import { WebhookDoor } from "./webhook/webhook-door.js";
import type { BotIdentity } from "./wire.js";

/** How one start differs from the bot's settings. */
export interface StartOptions {
  /** A server in the same process, in place of the socket. It also sees to the process's signals. */
  host?: BotHost;
  /** In place of the bot's own logger. */
  logger?: Logger;
}

interface Running {
  source: RequestSource;
  attempts: Attempts;
  forgetSignals: () => void;
  stopped?: Promise<void>;
}

/**
 * A bot: handlers, and a connection that brings them requests. Each request is answered once, whatever crashes
 * or disconnects in between; requests of one conversation come one after the other, those of several at once.
 */
export class Bot extends Composer implements AsyncDisposable {
  readonly #options: ReturnType<typeof checkOptions>;
  #running: Running | null = null;
  #webhook: WebhookDoor | null = null;

  /** Throws a `NatterBotError` with code `setting` when an option is malformed. */
  constructor(options: BotOptions = {}) {
    super();
    this.#options = checkOptions(options);
    // First, so that the bot's `catch` handlers also get the failure of a reply that nobody awaited.
    this.use(async (context, next) => {
      await next();
      await Context.effectsOf(context).settle();
    });
  }

  /**
   * Connects and begins to answer. Resolves once the server has greeted the bot. While the server cannot be
   * reached it goes on trying. Rejects when a setting is missing, when the server refuses the key or the
   * protocol, and when `stop` comes first. A connection lost later is made again by itself.
   */
  async start({ host, logger = this.#options.logger }: StartOptions = {}): Promise<BotIdentity> {
    if (this.#running) {
      throw new NatterBotError("misuse", "the bot has already been started", { remedy: "Call start() once" });
    }
    const { concurrency, handleSignals } = this.#options;
    const source = host ? new InProcessSource(host) : (this.#options.source ?? this.#socket());
    const attempts = new Attempts({ handle: this.middleware(), logger, timing: realTiming });
    const running: Running = { source, attempts, forgetSignals: () => {} };
    this.#running = running;
    try {
      const identity = await source.open(attempts, { hears: this.announces(), credit: concurrency });
      // Not before: until then nothing is in flight, and a signal may simply end the process.
      if (handleSignals && !host && !running.stopped)
        running.forgetSignals = onStopSignal(() => this.#stopBySignal());
      return identity;
    } catch (error) {
      if (!running.stopped) this.#running = null;
      throw error;
    }
  }

  /** A conversation by its id, to say something of the bot's own accord. */
  conversation(id: string): Conversation {
    return new Conversation(id, () => this.#source());
  }

  /** What this bot was asked and what it answered, newest first. */
  requests(query: RequestQuery = {}): AsyncIterable<RequestRecord> {
    return ownRequests(this.#source(), query);
  }

  /**
   * Takes no new requests, waits up to `graceMs` (default 10 000) for those in flight, aborts the rest, which
   * the server then delivers again elsewhere or later, and closes. Resolves when nothing is left running.
   */
  async stop({ graceMs = 10_000 }: { graceMs?: number } = {}): Promise<void> {
    const running = this.#running;
    if (!running) return;
    running.stopped ??= this.#close(running, graceMs);
    await running.stopped;
  }

  /**
   * Answers one signed call of the server, where the bot was added with `natter bots add <name> --webhook <url>`.
   * Bound to the bot, so `export default { fetch: bot.fetch }` will do. Forged, late and repeated calls get 401
   * or 409 with the reason. Rejects with `setting` without a secret.
   */
  readonly fetch = async (request: Request): Promise<Response> => {
    const { logger } = this.#options;
    this.#webhook ??= new WebhookDoor({
      secret: webhookSecret(this.#options, readEnvironment()),
      hears: this.announces(),
      tools: { handle: this.middleware(), logger, timing: realTiming },
    });
    return this.#webhook.answer(request);
  };

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  async #close(running: Running, graceMs: number): Promise<void> {
    const { source, attempts, forgetSignals } = running;
    forgetSignals();
    const { logger } = this.#options;
    const paused = source.setCredit(0).catch((error: unknown) => logger.warn("could not pause", { error }));
    await attempts.stop(graceMs);
    await source.close();
    await paused;
    this.#running = null;
  }

  #source(): RequestSource {
    if (this.#running) return this.#running.source;
    throw new NatterBotError("misuse", "the bot is not running", { remedy: "Call it after start()" });
  }

  #stopBySignal(): void {
    this.stop().catch((error: unknown) => this.#options.logger.error("could not stop", { error }));
  }

  #socket(): RequestSource {
    const { logger } = this.#options;
    return new SocketSource({ ...connectionSettings(this.#options, readEnvironment()), logger });
  }
}
