import type { EffectInput, SentMessage } from "@natter/protocol";
import { AttemptAborted, NatterBotError } from "./errors.js";
import { callUntilAnswered } from "./retry.js";
import type { Link } from "./source/request-source.js";
import type { Timing } from "./timing.js";
import type { BotRequest, Reply } from "./wire.js";

/**
 * The calls that one attempt makes: each names the request and the attempt, is repeated until it is answered,
 * and ends the whole attempt when another one has taken over.
 */
export class AttemptCalls {
  readonly #link: Link;
  readonly #controller: AbortController;
  readonly #timing: Timing;
  readonly #ofAttempt: { requestId: string; attempt: number };

  constructor(request: BotRequest, link: Link, controller: AbortController, timing: Timing) {
    this.#link = link;
    this.#controller = controller;
    this.#timing = timing;
    this.#ofAttempt = { requestId: request.requestId, attempt: request.attempt };
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  effect(index: number, effect: EffectInput): Promise<SentMessage> {
    return this.#repeat(() => this.#link.effect({ ...this.#ofAttempt, index, effect }));
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
      if (error instanceof NatterBotError && error.code === "fenced") {
        this.#controller.abort(new AttemptAborted("fenced"));
      }
      this.signal.throwIfAborted();
      throw error;
    }
  }
}
