import type { BotFile } from "@natter/protocol";
import { NatterBotError } from "../errors.js";
import { openOverHttp, uploadOverHttp } from "../files/http-files.js";
import { callUntilAnswered } from "../retry.js";
import type { Timing } from "../timing.js";
import type { BotIdentity, CallName, Input, Reply } from "../wire.js";
import { CallingLink } from "./calling-link.js";
import { connectError } from "./connect-error.js";
import type { Announcement, Link, OwnCall, RequestSink, Upload } from "./request-source.js";
import { type BotSocket, call, wireSocket } from "./wire-socket.js";

export interface ConnectionSettings {
  url: string;
  key: string;
  /** Names this process to the server, the same over all of its connections. */
  instance: string;
  /** How long one try of a call waits for its answer before the call is repeated. */
  ackTimeoutMs: number;
  timing: Timing;
}

/** How a connection ended, and when the server wants the next one: null when it did not say. */
export interface ConnectionEnd {
  error: NatterBotError;
  waitMs: number | null;
}

const restarting = "the server is restarting";

/** One connection, from its handshake to its end. It is the link of the requests that came over it. */
export class SocketConnection extends CallingLink implements Link {
  readonly ended: Promise<ConnectionEnd>;
  readonly #socket: BotSocket;
  readonly #settings: ConnectionSettings;
  readonly #closing = new AbortController();
  #end: (error: NatterBotError) => void = () => {};
  #returnAt: number | null = null;

  constructor(settings: ConnectionSettings, sink: RequestSink) {
    super();
    this.#settings = settings;
    this.#socket = wireSocket(settings.url, settings.key);
    this.ended = new Promise((resolve) => {
      this.#end = (error) => {
        // Disconnecting comes back here as the event "disconnect"; the first reason is the true one.
        if (this.#closing.signal.aborted) return;
        this.#closing.abort(error);
        this.#socket.disconnect();
        sink.lost(this);
        resolve({
          error,
          waitMs: this.#returnAt === null ? null : Math.max(0, this.#returnAt - Date.now()),
        });
      };
    });
    this.#socket.on("connect_error", (error) => this.#end(connectError(settings.url, error)));
    this.#socket.on("disconnect", (reason) =>
      this.close(this.#returnAt === null ? `the connection was lost: ${reason}` : restarting),
    );
    this.#socket.on("request", (request) => sink.deliver(request, this));
    this.#socket.on("cancel", (cancel) => sink.cancel(cancel));
    this.#socket.on("draining", ({ reconnectWithinMs }) => this.#drain(reconnectWithinMs));
  }

  /** Connects, and greets the server with the first call. Every failure ends the connection. */
  open(announcement: () => Announcement, onGreeted: (identity: BotIdentity) => void): void {
    const { instance } = this.#settings;
    this.#socket.on("connect", () => {
      this.#repeat(() => this.call("hello", { instance, ...announcement() })).then(
        ({ bot }) => onGreeted(bot),
        (error: unknown) => this.#end(asBotError(error)),
      );
    });
    this.#socket.connect();
  }

  setCredit(credit: number): Promise<Reply<"credit">> {
    return this.#repeat(() => this.call("credit", { credit }));
  }

  own<Name extends OwnCall>(name: Name, input: Input<Name>): Promise<Reply<Name>> {
    return this.#repeat(() => this.call(name, input));
  }

  upload(file: Upload, signal: AbortSignal): Promise<BotFile> {
    return uploadOverHttp(this.#settings, file, signal);
  }

  openFile(url: string, signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
    return openOverHttp(this.#settings, url, signal);
  }

  done(input: Input<"done">): Promise<Reply<"done">> {
    return this.call("done", input);
  }

  fail(input: Input<"fail">): Promise<Reply<"fail">> {
    return this.call("fail", input);
  }

  close(why = "the bot was stopped"): void {
    this.#end(new NatterBotError("unreachable", why, { isRetryable: true, remedy: "" }));
  }

  // What is in flight goes on until the server cuts the link or the drawn moment comes, whichever is first.
  #drain(reconnectWithinMs: number): void {
    if (this.#returnAt !== null) return;
    const { timing } = this.#settings;
    const waitMs = timing.random() * reconnectWithinMs;
    this.#returnAt = Date.now() + waitMs;
    timing.sleep(waitMs, this.#closing.signal).then(
      () => this.close(restarting),
      () => {},
    );
  }

  protected call<Name extends CallName>(name: Name, input: Input<Name>): Promise<Reply<Name>> {
    return call(this.#socket, name, input, this.#settings.ackTimeoutMs);
  }

  #repeat<T>(once: () => Promise<T>): Promise<T> {
    return callUntilAnswered(once, { signal: this.#closing.signal, timing: this.#settings.timing });
  }
}

function asBotError(error: unknown): NatterBotError {
  if (error instanceof NatterBotError) return error;
  return new NatterBotError("internal", "the greeting failed", { cause: error });
}
