import { randomUUID } from "node:crypto";
import { NatterBotError } from "../errors.js";
import type { Logger } from "../logger.js";
import { type Backoff, backoffMs, realTiming, type Timing } from "../timing.js";
import type { BotIdentity, Input, Reply } from "../wire.js";
import type { Announcement, OwnCall, RequestSink, RequestSource } from "./request-source.js";
import { type ConnectionEnd, SocketConnection } from "./socket-connection.js";

export interface SocketSettings {
  url: string;
  key: string;
  logger: Logger;
  /** Default: 10 000, longer than a server needs to commit, shorter than a person waits. */
  ackTimeoutMs?: number;
  timing?: Timing;
}

/** The second try comes after an eighth of a second on average; a long outage costs one try in 5 s. */
const backoff: Backoff = { firstMs: 250, maxMs: 10_000 };

/** Requests over Socket.IO, namespace `/bots`. It comes back by itself until it is closed. */
export class SocketSource implements RequestSource {
  readonly #settings: SocketSettings;
  readonly #timing: Timing;
  readonly #instance = randomUUID();
  readonly #closing = new AbortController();
  #announcement: Announcement = { hears: [], credit: 0 };
  #connection: SocketConnection | null = null;
  #isGreeted = false;
  #finished: Promise<void> = Promise.resolve();
  #lastReport = "";

  constructor(settings: SocketSettings) {
    this.#settings = settings;
    this.#timing = settings.timing ?? realTiming;
  }

  open(sink: RequestSink, announcement: Announcement): Promise<BotIdentity> {
    this.#announcement = announcement;
    return new Promise((resolve, reject) => {
      this.#finished = this.#stayConnected(sink, resolve).catch(reject);
    });
  }

  async setCredit(credit: number): Promise<void> {
    this.#announcement = { ...this.#announcement, credit };
    if (!this.#isGreeted) return;
    // A connection that ends meanwhile needs no telling: the next one announces the credit.
    await this.#connection?.setCredit(credit).catch(throwUnlessLost);
  }

  call<Name extends OwnCall>(name: Name, input: Input<Name>): Promise<Reply<Name>> {
    if (this.#connection && this.#isGreeted) return this.#connection.own(name, input);
    return Promise.reject(
      new NatterBotError("unreachable", "the bot is not connected at the moment", { isRetryable: true }),
    );
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#connection?.close();
    await this.#finished;
  }

  /** Connects again and again. Throws what the server refuses for good before it has ever greeted this bot. */
  async #stayConnected(sink: RequestSink, onFirstGreeting: (identity: BotIdentity) => void): Promise<void> {
    const { signal } = this.#closing;
    let wasGreeted = false;
    for (let tries = 0; !signal.aborted; tries++) {
      const { error, waitMs } = await this.#connectOnce(sink, (identity) => {
        tries = 0;
        wasGreeted = true;
        onFirstGreeting(identity);
      });
      if (signal.aborted) break;
      if (!wasGreeted && !error.isRetryable) throw error;
      this.#report(error);
      const delayMs = waitMs ?? backoffMs(backoff, tries, this.#timing.random);
      await this.#timing.sleep(Math.max(delayMs, error.retryAfterMs ?? 0), signal).catch(() => {});
    }
    // Heard by nobody once the first greeting has been answered.
    throw new NatterBotError("aborted", "the bot was stopped before it had connected", { remedy: "" });
  }

  async #connectOnce(sink: RequestSink, onGreeted: (identity: BotIdentity) => void): Promise<ConnectionEnd> {
    const { url, key, ackTimeoutMs = 10_000, logger } = this.#settings;
    const connection = new SocketConnection(
      { url, key, instance: this.#instance, ackTimeoutMs, timing: this.#timing },
      sink,
    );
    this.#connection = connection;
    connection.open(
      () => this.#announcement,
      (identity) => {
        this.#isGreeted = true;
        this.#lastReport = "";
        logger.info(`connected to ${url} as ${identity.name}`);
        onGreeted(identity);
      },
    );
    const end = await connection.ended;
    this.#isGreeted = false;
    return end;
  }

  // An outage is reported once, not at every try.
  #report(error: NatterBotError): void {
    if (error.message === this.#lastReport) return;
    this.#lastReport = error.message;
    this.#settings.logger.warn(`${error.message} (trying again)`);
  }
}

function throwUnlessLost(error: unknown): void {
  if (!(error instanceof NatterBotError && error.code === "unreachable")) throw error;
}
