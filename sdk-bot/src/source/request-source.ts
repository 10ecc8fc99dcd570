import type { BotFile, BotHostUpload } from "@natter/protocol";
import type { BotIdentity, BotRequest, Cancel, DeliveryPolicy, Input, Reply } from "../wire.js";

/**
 * Where a bot's requests come from. A source only carries: it knows nothing of handlers, contexts or effects. The socket
 * is one, a server in the same process another. To a bot behind a webhook each request brings its own way back.
 */
export interface RequestSource extends OwnCalls {
  /**
   * Begins to deliver. Resolves when the server has answered the first greeting; rejects when it refuses
   * this bot for good, or when `close` comes first.
   */
  open(sink: RequestSink, announcement: Announcement): Promise<BotIdentity>;
  /** Sets how many requests may be in flight; 0 pauses. Resolves when told, or at once without a connection. */
  setCredit(credit: number): Promise<void>;
  /** Ends every link and keeps nothing running. */
  close(): Promise<void>;
}

/** What a bot calls of its own accord. */
export type OwnCall = "say" | "leave" | "requests";

/** Who carries that to the server. */
export interface OwnCalls {
  /** Makes a call that is about no request. Rejects with `unreachable` while there is no connection. */
  call<Name extends OwnCall>(name: Name, input: Input<Name>): Promise<Reply<Name>>;
}

/** What the bot says of itself in every greeting. */
export interface Announcement {
  /** Which messages it wants: `message` always, `system` only where a handler is registered for it. */
  hears: Input<"hello">["hears"];
  /** Left out: each message in its turn. */
  policy?: DeliveryPolicy;
  /** Requests that may be in flight at once, 0 to 1000. */
  credit: number;
}

/** What a source tells the bot. */
export interface RequestSink {
  /** A request has come; what the bot makes of it goes back over `link`. */
  deliver(request: BotRequest, link: Link): void;
  /** An attempt counts no more: its handler is told by `ctx.signal`. */
  cancel(cancel: Cancel): void;
  /** Nothing can be answered over this link any more; what came over it will come again. */
  lost(link: Link): void;
}

/** A file on its way to the server; `bytes` is read once. */
export type Upload = BotHostUpload;

/**
 * The way back for the requests that came over it. Each call is one try: a refusal rejects with a
 * `NatterBotError` whose `isRetryable` says whether the same call may be repeated over this link.
 */
export interface Link {
  effect(input: Input<"effect">): Promise<Reply<"effect">>;
  ask(input: Input<"ask">): Promise<Reply<"ask">>;
  step(input: Input<"step">): Promise<Reply<"step">>;
  report(input: Input<"report">): Promise<Reply<"report">>;
  delta(input: Input<"delta">): Promise<Reply<"delta">>;
  endDelta(input: Input<"delta.end">): Promise<Reply<"delta.end">>;
  /** Keeps a file for one `send` effect. */
  upload(file: Upload, signal: AbortSignal): Promise<BotFile>;
  /** Reads a file by the address that stands in a message. */
  openFile(url: string, signal: AbortSignal): Promise<ReadableStream<Uint8Array>>;
  /** The attempt has answered its request. */
  done(input: Input<"done">): Promise<Reply<"done">>;
  /** The attempt has failed. Resolves to when the next one is due. */
  fail(input: Input<"fail">): Promise<Reply<"fail">>;
}
