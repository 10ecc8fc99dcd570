import type { BotHost } from "@natter/protocol";
import { Attempts } from "./attempts.js";
import {
  type BotOptions,
  checkOptions,
  connectionSettings,
  missingToCall,
  webhookSecrets,
} from "./bot-options.js";
import { onePolicy } from "./burst.js";
import { Composer } from "./composer.js";
import { readEnvironment } from "./config.js";
import { Context } from "./context.js";
import { Conversation } from "./conversation.js";
import { NatterBotError } from "./errors.js";
import type { Logger } from "./logger.js";
import type { Middleware } from "./middleware.js";
import { ownRequests, type RequestQuery, type RequestRecord } from "./own-requests.js";
import { requireNotLoading } from "./require-not-loading.js";
import { requireKind, requireRole } from "./require-role.js";
import type { AttemptTools, ContextFactory } from "./run-attempt.js";
import { InProcessSource } from "./source/in-process-source.js";
import type { Announcement, OwnCalls, RequestSource } from "./source/request-source.js";
import { RestCalls } from "./source/rest-calls.js";
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
export class Bot<C extends Context = Context> extends Composer<C> implements AsyncDisposable {
  /** Whether it decides what other bots hear and people see. */
  protected readonly isManager: boolean = false;
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
    if (!host) requireNotLoading();
    const { concurrency, handleSignals } = this.#options;
    const announcement = this.#announcement();
    const source = host ? new InProcessSource(host) : (this.#options.source ?? this.#socket());
    const attempts = new Attempts(this.#tools(logger));
    const running: Running = { source, attempts, forgetSignals: () => {} };
    this.#running = running;
    try {
      const identity = await source.open(attempts, { ...announcement, credit: concurrency });
      await this.#requireRole(identity, source);
      // Not before: until then nothing is in flight, and a signal may simply end the process.
      if (handleSignals && !host && !running.stopped)
        running.forgetSignals = onStopSignal(() => this.#stopBySignal());
      return identity;
    } catch (error) {
      if (!running.stopped) this.#running = null;
      throw error;
    }
  }

  /**
   * A conversation by its id, to say something of the bot's own accord. Its calls fail with `misuse` where the bot neither
   * runs nor has a key.
   */
  conversation(id: string): Conversation {
    return new Conversation(id, () => this.#ownCalls());
  }

  /**
   * What this bot was asked and what it answered, newest first, read in pages as the loop goes on. Over REST where the
   * bot was not started. Throws `misuse` where it has no key either; the loop fails with `unreachable` without a
   * connection.
   */
  requests(query: RequestQuery = {}): AsyncIterable<RequestRecord> {
    return ownRequests(this.#ownCalls(), query);
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
   * or 409 with the reason. With NATTER_URL and NATTER_BOT_KEY set, the bot acts over REST while it works, and everything
   * is as over a socket; without them its replies are in the answer, and it cannot ask, stream, record or report.
   * Rejects with `setting` without a secret.
   */
  readonly fetch = async (request: Request): Promise<Response> => {
    this.#webhook ??= this.#webhookDoor();
    return this.#webhook.answer(request);
  };

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  /** Makes what the handlers of this class get. */
  protected contextOf(...parts: Parameters<ContextFactory>): C {
    // Where C is more than a plain context, the subclass makes it.
    return new Context(...parts) as C;
  }

  #webhookDoor(): WebhookDoor {
    const { logger } = this.#options;
    const environment = readEnvironment();
    const settings = () => connectionSettings(this.#options, environment);
    const missing = missingToCall(this.#options, environment);
    if (missing.length === 1) {
      logger.warn(`${missing[0]} is not set, so the bot acts by its answers alone, and cannot ask or stream`);
    }
    return new WebhookDoor({
      secrets: webhookSecrets(this.#options, environment),
      greeting: this.#announcement(),
      tools: this.#tools(logger),
      server: missing.length === 0 ? settings() : null,
      files: settings,
    });
  }

  #tools(logger: Logger): AttemptTools {
    return {
      // It gets what contextOf makes.
      handle: this.middleware() as Middleware,
      contextOf: (request, effects, signal) => {
        requireKind(this.isManager, request.payload.kind);
        return this.contextOf(request, effects, signal);
      },
      logger,
      timing: realTiming,
    };
  }

  async #requireRole(identity: BotIdentity, source: RequestSource): Promise<void> {
    try {
      requireRole(this.isManager, identity);
    } catch (error) {
      await source.close();
      throw error;
    }
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

  #announcement(): Omit<Announcement, "credit"> {
    const { policy } = this.#options;
    const one = onePolicy([...(policy ? [{ type: policy }] : []), ...this.policies()]);
    return { hears: this.announces(), ...(one && { policy: one }) };
  }

  /** Over the bot's own connection, else over REST: a bot behind a webhook is never started. */
  #ownCalls(): OwnCalls {
    if (this.#running) return this.#running.source;
    const environment = readEnvironment();
    if ((this.#options.key ?? environment.key) !== undefined) {
      return new RestCalls(connectionSettings(this.#options, environment));
    }
    throw new NatterBotError("misuse", "the bot is not running, and has no key to call the server with", {
      remedy: "Call it after start(), or set NATTER_BOT_KEY and NATTER_URL",
    });
  }

  #stopBySignal(): void {
    this.stop().catch((error: unknown) => this.#options.logger.error("could not stop", { error }));
  }

  #socket(): RequestSource {
    const { logger } = this.#options;
    return new SocketSource({ ...connectionSettings(this.#options, readEnvironment()), logger });
  }
}
