import { randomUUID } from "node:crypto";
import type { BotCalls, BotHost, BotHostConnection } from "@natter/protocol";
import { fromWire, NatterBotError } from "../errors.js";
import { callUntilAnswered } from "../retry.js";
import { realTiming } from "../timing.js";
import type { BotIdentity, BotRequest, Cancel, Input, Reply } from "../wire.js";
import type { Announcement, Link, OwnCall, RequestSink, RequestSource } from "./request-source.js";

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
class HostLink implements Link {
  readonly #connection: BotHostConnection;

  constructor(host: BotHost, sink: RequestSink, onClosed: () => void) {
    this.#connection = host.connect({
      event: (name, payload) => {
        // The name tells the payload's type, which the compiler does not follow.
        if (name === "request") sink.deliver(payload as BotRequest, this);
        else if (name === "cancel") sink.cancel(payload as Cancel);
      },
      closed: onClosed,
    });
  }

  effect(input: Input<"effect">): Promise<Reply<"effect">> {
    return this.call("effect", input);
  }

  ask(input: Input<"ask">): Promise<Reply<"ask">> {
    return this.call("ask", input);
  }

  step(input: Input<"step">): Promise<Reply<"step">> {
    return this.call("step", input);
  }

  report(input: Input<"report">): Promise<Reply<"report">> {
    return this.call("report", input);
  }

  delta(input: Input<"delta">): Promise<Reply<"delta">> {
    return this.call("delta", input);
  }

  endDelta(input: Input<"delta.end">): Promise<Reply<"delta.end">> {
    return this.call("delta.end", input);
  }

  done(input: Input<"done">): Promise<Reply<"done">> {
    return this.call("done", input);
  }

  fail(input: Input<"fail">): Promise<Reply<"fail">> {
    return this.call("fail", input);
  }

  async call<Name extends keyof BotCalls>(name: Name, input: Input<Name>): Promise<Reply<Name>> {
    const answer = await this.#connection.call(name, input);
    if (!answer.ok) throw fromWire(answer.error);
    return answer.data as Reply<Name>;
  }

  close(): void {
    this.#connection.close();
  }
}
