import type { EffectInput, Message } from "@natter/protocol";
import type { AttemptCalls } from "./attempt-calls.js";
import { NatterBotError } from "./errors.js";
import { WatchedPromise } from "./watched-promise.js";
import { effectsMaxCount } from "./wire.js";

/**
 * What one attempt does, numbered in the order of the calls. The number is the effect's name for ever: when
 * the request runs again, the effect with the same number returns what was stored, and nothing is sent twice.
 */
export class Effects {
  readonly #calls: AttemptCalls;
  readonly #performed: WatchedPromise<Message>[] = [];
  #previous: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  constructor(calls: AttemptCalls) {
    this.#calls = calls;
  }

  /** Resolves with the stored message once the server has acknowledged it. */
  perform(build: () => EffectInput): Promise<Message> {
    const effect = WatchedPromise.watch(this.#take(build));
    this.#performed.push(effect);
    return effect;
  }

  // Takes the number before anything is awaited: the order of the calls decides, not the order of the answers.
  async #take(build: () => EffectInput): Promise<Message> {
    this.#calls.signal.throwIfAborted();
    if (this.#isClosed) throw new NatterBotError("too_late", "this request has already been answered");
    const index = this.#performed.length;
    if (index >= effectsMaxCount) {
      throw new NatterBotError("too_many_effects", `one request takes at most ${effectsMaxCount} effects`);
    }
    const effect = build();
    // One after the other, so that a repeated call cannot let a later reply overtake an earlier one.
    const sent = this.#previous.then(() => this.#calls.effect(index, effect));
    this.#previous = sent.catch(() => {});
    return (await sent).message;
  }

  /** Waits for every effect, also those begun meanwhile; throws the first failure that nobody waited for. */
  async settle(): Promise<void> {
    const failures: unknown[] = [];
    for (let index = 0; index < this.#performed.length; index++) {
      const effect = this.#performed[index];
      const isForgotten = effect?.isWatched === false;
      await effect?.catch((error: unknown) => {
        if (isForgotten) failures.push(error);
      });
    }
    if (failures.length > 0) throw failures[0];
  }

  /** Refuses whatever comes later, because the answer is about to be declared complete. */
  close(): void {
    this.#isClosed = true;
  }
}
