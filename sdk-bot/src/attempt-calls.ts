import type { BotFile, EffectInput, SentMessage } from "@natter/protocol";
import { AttemptAborted, NatterBotError } from "./errors.js";
import { type HeldFile, uploadOnce } from "./files/upload-once.js";
import { callUntilAnswered } from "./retry.js";
import type { Link } from "./source/request-source.js";
import type { Timing } from "./timing.js";
import type { RequestTrace } from "./tracing.js";
import type { BotRequest, Input, Reply } from "./wire.js";

/** A call about one effect, without what every call of the attempt repeats. */
type Body<Name extends "ask" | "step" | "report" | "delta"> = Omit<Input<Name>, "requestId" | "attempt">;

/**
 * The calls that one attempt makes: each names the request and the attempt, is repeated until it is answered,
 * and ends the whole attempt when another one has taken over.
 */
export class AttemptCalls {
  readonly #link: Link;
  readonly #controller: AbortController;
  readonly #timing: Timing;
  readonly #request: BotRequest;
  readonly #ofAttempt: { requestId: string; attempt: number };
  #changedMind: NatterBotError | null = null;

  constructor(request: BotRequest, link: Link, controller: AbortController, timing: Timing) {
    this.#link = link;
    this.#request = request;
    this.#controller = controller;
    this.#timing = timing;
    this.#ofAttempt = { requestId: request.requestId, attempt: request.attempt };
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** What those who listen are told of this attempt. */
  get trace(): RequestTrace {
    const { requestId, attempt, isAggregation, payload } = this.#request;
    const { conversation, traceparent = null } = payload;
    return { requestId, attempt, conversationId: conversation.id, isAggregation, traceparent };
  }

  get isFirstAttempt(): boolean {
    return this.#ofAttempt.attempt === 1;
  }

  /** Set once the code did something else than the attempt before it, whatever the handler made of that. */
  get changedMind(): NatterBotError | null {
    return this.#changedMind;
  }

  effect(index: number, effect: EffectInput): Promise<SentMessage> {
    return this.#repeat(() => this.#link.effect({ ...this.#ofAttempt, index, effect }));
  }

  /** Where nobody has answered yet, this ends the attempt: the next one comes with the answer. */
  async ask(body: Body<"ask">): Promise<Reply<"ask">> {
    const reply = await this.#repeat(() => this.#link.ask({ ...this.#ofAttempt, ...body }));
    if (reply.outcome.type === "waiting") this.#controller.abort(new AttemptAborted("suspended"));
    this.signal.throwIfAborted();
    return reply;
  }

  step(body: Body<"step">): Promise<Reply<"step">> {
    return this.#repeat(() => this.#link.step({ ...this.#ofAttempt, ...body }));
  }

  report(body: Body<"report">): Promise<Reply<"report">> {
    return this.#repeat(() => this.#link.report({ ...this.#ofAttempt, ...body }));
  }

  delta(body: Body<"delta">): Promise<Reply<"delta">> {
    return this.#repeat(() => this.#link.delta({ ...this.#ofAttempt, ...body }));
  }

  endDelta(index: number): Promise<Reply<"delta.end">> {
    return this.#repeat(() => this.#link.endDelta({ ...this.#ofAttempt, index }));
  }

  /** What only another run of the handler can cure is thrown at once. */
  async upload(file: HeldFile): Promise<BotFile> {
    const uploaded = await this.#repeat(() => uploadOnce(this.#link, file, this.signal));
    this.signal.throwIfAborted();
    if ("error" in uploaded) throw uploaded.error;
    return uploaded.file;
  }

  open(url: string): Promise<ReadableStream<Uint8Array>> {
    return this.#repeat(() => this.#link.openFile(url, this.signal));
  }

  done(): Promise<Reply<"done">> {
    return this.#repeat(() => this.#link.done(this.#ofAttempt));
  }

  fail(error: string, isRetryable: boolean): Promise<Reply<"fail">> {
    return this.#repeat(() => this.#link.fail({ ...this.#ofAttempt, error, isRetryable }));
  }

  async #repeat<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await callUntilAnswered(call, { signal: this.signal, timing: this.#timing });
    } catch (error) {
      if (error instanceof NatterBotError) {
        if (error.code === "fenced") this.#controller.abort(new AttemptAborted("fenced"));
        if (error.code === "changed_mind") this.#changedMind = error;
      }
      this.signal.throwIfAborted();
      throw error;
    }
  }
}
