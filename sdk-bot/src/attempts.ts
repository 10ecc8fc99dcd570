import { type AbortReason, AttemptAborted } from "./errors.js";
import { type AttemptTools, runAttempt } from "./run-attempt.js";
import type { Link, RequestSink } from "./source/request-source.js";
import type { BotRequest, Cancel } from "./wire.js";

interface Attempt {
  number: number;
  link: Link;
  controller: AbortController;
}

/** The attempts under way, at most one for each request: a newer one ends the older. */
export class Attempts implements RequestSink {
  readonly #tools: AttemptTools;
  readonly #running = new Map<string, Attempt>();
  #isAccepting = true;
  #onIdle: (() => void) | undefined;

  constructor(tools: AttemptTools) {
    this.#tools = tools;
  }

  deliver(request: BotRequest, link: Link): void {
    // While stopping, what has not begun is left for the server to deliver elsewhere.
    if (!this.#isAccepting) return;
    const older = this.#running.get(request.requestId);
    if (older && older.number >= request.attempt) return;
    if (older) this.#abort(request.requestId, older, "superseded");
    const attempt: Attempt = { number: request.attempt, link, controller: new AbortController() };
    this.#running.set(request.requestId, attempt);
    void runAttempt(request, link, attempt.controller, this.#tools).then(() =>
      this.#forget(request.requestId, attempt),
    );
  }

  cancel({ requestId, attempt, reason }: Cancel): void {
    const running = this.#running.get(requestId);
    if (running && running.number <= attempt) this.#abort(requestId, running, reason);
  }

  lost(link: Link): void {
    for (const [requestId, attempt] of this.#running) {
      if (attempt.link === link) this.#abort(requestId, attempt, "disconnected");
    }
  }

  /** Takes nothing new, waits for what is under way, and aborts what is left after `graceMs`. */
  async stop(graceMs: number): Promise<void> {
    this.#isAccepting = false;
    const waiting = new AbortController();
    const idle = new Promise<void>((resolve) => {
      this.#onIdle = resolve;
      if (this.#running.size === 0) resolve();
    });
    const graceOver = this.#tools.timing.sleep(graceMs, waiting.signal).catch(() => {});
    await Promise.race([idle, graceOver]);
    waiting.abort();
    for (const [requestId, attempt] of this.#running) this.#abort(requestId, attempt, "stopped");
  }

  #abort(requestId: string, attempt: Attempt, reason: AbortReason): void {
    this.#forget(requestId, attempt);
    attempt.controller.abort(new AttemptAborted(reason));
  }

  #forget(requestId: string, attempt: Attempt): void {
    if (this.#running.get(requestId) !== attempt) return;
    this.#running.delete(requestId);
    if (this.#running.size === 0) this.#onIdle?.();
  }
}
