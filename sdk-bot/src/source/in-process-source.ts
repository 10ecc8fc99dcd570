import { randomUUID } from "node:crypto";
import type { Answer, BotCalls, BotFile, BotHost, BotHostConnection } from "@natter/protocol";
import { fromWire, NatterBotError } from "../errors.js";
import { callUntilAnswered } from "../retry.js";
import { realTiming } from "../timing.js";
import type { BotIdentity, BotRequest, Cancel, Input, Reply } from "../wire.js";
import { CallingLink } from "./calling-link.js";
import type { Announcement, Link, OwnCall, RequestSink, RequestSource, Upload } from "./request-source.js";

/** Requests from a server in the same process. A connection that the server ends is made again at once. */
export class InProcessSource implements RequestSource {
  readonly #host: BotHost;
  readonly #instance = randomUUID();
  readonly #closing = new AbortController();
  #announcement: Announcement = { hears: [], credit: 0 };
  #link: HostLink | null = null;

  constructor(host: BotHost) {
    this.#host = host;
  }

  async open(sink: RequestSink, announcement: Announcement): Promise<BotIdentity> {
    this.#announcement = announcement;
    return this.#connect(sink);
  }

  async setCredit(credit: number): Promise<void> {
    this.#announcement = { ...this.#announcement, credit };
    await this.#link?.call("credit", { credit });
  }

  async call<Name extends OwnCall>(name: Name, input: Input<Name>): Promise<Reply<Name>> {
    if (this.#link) return this.#link.call(name, input);
    throw new NatterBotError("unreachable", "the bot is not started", { isRetryable: true, remedy: "" });
  }

  async close(): Promise<void> {
    this.#closing.abort(new NatterBotError("aborted", "the bot was stopped", { remedy: "" }));
    this.#link?.close();
  }

  async #connect(sink: RequestSink): Promise<BotIdentity> {
    const link: HostLink = new HostLink(this.#host, sink, () => {
      sink.lost(link);
      if (!this.#closing.signal.aborted) void this.#connect(sink).catch(() => {});
    });
    this.#link = link;
    const hello = () => link.call("hello", { instance: this.#instance, ...this.#announcement });
    const { bot } = await callUntilAnswered(hello, { signal: this.#closing.signal, timing: realTiming });
    return bot;
  }
}

/** One connection: the way back for the requests that came over it. */
class HostLink extends CallingLink implements Link {
  readonly #connection: BotHostConnection;
  readonly #host: BotHost;

  constructor(host: BotHost, sink: RequestSink, onClosed: () => void) {
    super();
    this.#host = host;
    this.#connection = host.connect({
      event: (name, payload) => {
        // The name tells the payload's type, which the compiler does not follow.
        if (name === "request") sink.deliver(payload as BotRequest, this);
        else if (name === "cancel") sink.cancel(payload as Cancel);
      },
      closed: onClosed,
    });
  }

  done(input: Input<"done">): Promise<Reply<"done">> {
    return this.call("done", input);
  }

  fail(input: Input<"fail">): Promise<Reply<"fail">> {
    return this.call("fail", input);
  }

  async upload(file: Upload): Promise<BotFile> {
    return unwrapped(await this.#host.upload(file));
  }

  async openFile(url: string, signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
    const bytes = unwrapped(await this.#host.open(url));
    return ReadableStream.from(untilAbortedEach(bytes, signal));
  }

  async call<Name extends keyof BotCalls>(name: Name, input: Input<Name>): Promise<Reply<Name>> {
    const answer = await this.#connection.call(name, input);
    return unwrapped(answer) as Reply<Name>;
  }

  close(): void {
    this.#connection.close();
  }
}

function unwrapped<T>(answer: Answer<T>): T {
  if (!answer.ok) throw fromWire(answer.error);
  return answer.data;
}

/** Ends with the attempt, as a download over HTTP does. */
async function* untilAbortedEach(bytes: AsyncIterable<Uint8Array>, signal: AbortSignal) {
  for await (const chunk of bytes) {
    signal.throwIfAborted();
    yield chunk;
  }
}
