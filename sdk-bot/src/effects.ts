import type { AttemptCalls } from "./attempt-calls.js";
import { NatterBotError } from "./errors.js";
import { isInsideStep } from "./inside-step.js";
import { type EffectKind, effectTracing, traced } from "./tracing.js";
import { WatchedPromise } from "./watched-promise.js";
import { effectsMaxCount } from "./wire.js";

/** What an effect does, once it has its number. */
export type Act<T> = (calls: AttemptCalls, index: number) => Promise<T>;

/**
 * What one attempt does, numbered in the order of the calls. The number is the effect's name for ever: when
 * the request runs again, the effect with the same number returns what was stored, and nothing is done twice.
 */
export class Effects {
  /** For what is no effect. */
  readonly calls: AttemptCalls;
  readonly #performed: { watched: WatchedPromise<unknown>; settled: Promise<void> }[] = [];
  #isClosed = false;

  constructor(calls: AttemptCalls) {
    this.calls = calls;
  }

  /** Begins once every effect before it has settled, so that a repeated call lets no later one overtake it. */
  inOrder<T>(kind: EffectKind, prepare: () => Act<T>): Promise<T> {
    const before = this.#performed.at(-1)?.settled ?? Promise.resolve();
    return this.#perform(async (index) => {
      const act = prepare();
      await before;
      return this.#traced(kind, index, act);
    });
  }

  /** Begins at once: for work that takes long and shows nothing. */
  atOnce<T>(kind: EffectKind, act: Act<T>): Promise<T> {
    return this.#perform((index) => this.#traced(kind, index, act));
  }

  /** Waits for every effect, also those begun meanwhile; throws the first failure that nobody waited for. */
  async settle(): Promise<void> {
    const failures: unknown[] = [];
    for (let index = 0; index < this.#performed.length; index++) {
      const effect = this.#performed[index]?.watched;
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

  #traced<T>(kind: EffectKind, index: number, act: Act<T>): Promise<T> {
    const describe = () => ({ ...this.calls.trace, index, kind });
    return traced(effectTracing, describe, () => act(this.calls, index));
  }

  #perform<T>(run: (index: number) => Promise<T>): Promise<T> {
    // Takes the number before anything is awaited: the order of the calls decides, not the order of the answers.
    const running = this.#begin(run);
    const watched = WatchedPromise.watch(running);
    const earlier = this.#performed.at(-1)?.settled ?? Promise.resolve();
    const settled = Promise.allSettled([earlier, running]).then(() => {});
    this.#performed.push({ watched, settled });
    return watched;
  }

  async #begin<T>(run: (index: number) => Promise<T>): Promise<T> {
    this.calls.signal.throwIfAborted();
    if (this.#isClosed) throw new NatterBotError("too_late", "this request has already been answered");
    if (isInsideStep()) {
      throw new NatterBotError("misuse", "something was done with ctx from within a step", {
        remedy: "Let the step return what it found, and reply after it",
      });
    }
    const index = this.#performed.length;
    if (index >= effectsMaxCount) {
      throw new NatterBotError("too_many_effects", `one request takes at most ${effectsMaxCount} effects`);
    }
    return run(index);
  }
}
