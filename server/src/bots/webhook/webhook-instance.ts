import { setTimeout as wait } from "node:timers/promises";
import {
  type Answer,
  type BotHost,
  type BotHostConnection,
  type BotRequest,
  errorCodes,
  type WebhookGreeting,
} from "@natter/protocol";
import { type WebhookCaller, WebhookFault } from "./webhook-caller.js";

const credit = 64;
/** How long a call waits that the server itself could not take at once. */
const retryDelayMs = 250;

interface WebhookHooks {
  /** Hears of calls that brought no answer, or one that is of no use. */
  onFailed(error: unknown, requestId: string): void;
  /** Whether the bot answers at all. Where it does not, this instance is closed before it resolves. */
  isThere(): Promise<boolean>;
}

/**
 * One bot behind a webhook, as an instance like any other: it gets requests, calls the address, and does what
 * the answer lists by the same calls that a connected bot makes.
 */
export class WebhookInstance {
  readonly #caller: WebhookCaller;
  readonly #connection: BotHostConnection;
  readonly #running = new Map<string, AbortController>();
  readonly #closing = new AbortController();
  readonly #hooks: WebhookHooks;

  constructor(caller: WebhookCaller, host: BotHost, hooks: WebhookHooks) {
    this.#caller = caller;
    this.#hooks = hooks;
    this.#connection = host.connect({
      event: (name, payload) => {
        // The name tells the payload's type, which the compiler does not follow.
        if (name === "request") void this.#deliver(payload as BotRequest);
        if (name === "cancel") this.#running.get((payload as { requestId: string }).requestId)?.abort();
      },
      closed: () => this.close(),
    });
  }

  /** Takes requests from the first greeting on, as it wants them. Rejects where the server cannot note that. */
  async greeted({ hears, policy }: WebhookGreeting): Promise<void> {
    await this.#insist(this.#closing.signal, () =>
      this.#connection.call("hello", { instance: "webhook", hears, credit, ...(policy && { policy }) }),
    );
  }

  /** What was under way is delivered again. */
  close(): void {
    this.#closing.abort();
    for (const controller of this.#running.values()) controller.abort();
    this.#connection.close();
  }

  async #deliver(request: BotRequest): Promise<void> {
    const { requestId, attempt } = request;
    const controller = new AbortController();
    this.#running.set(requestId, controller);
    const { signal } = controller;
    try {
      await this.#answer(request, signal);
    } catch (error) {
      if (signal.aborted) return;
      this.#hooks.onFailed(error, requestId);
      const isRetryable = !(error instanceof WebhookFault) || error.isRetryable;
      // A bot that is away has failed at nothing: what it had in hand waits for it.
      if (isRetryable && !(await this.#hooks.isThere())) return;
      const text = error instanceof Error ? error.message : String(error);
      await this.#insist(signal, () =>
        this.#connection.call("fail", { requestId, attempt, error: text, isRetryable }),
      ).catch(() => {});
    } finally {
      if (this.#running.get(requestId) === controller) this.#running.delete(requestId);
    }
  }

  async #answer(request: BotRequest, signal: AbortSignal): Promise<void> {
    const { requestId, attempt } = request;
    const { effects, failure, waiting } = await this.#caller.request(request, signal);
    for (const [index, effect] of effects.entries()) {
      // The door reads it by the schema, as it reads what comes over a socket.
      const input = { requestId, attempt, index, effect: effect as { type: "send"; text: string } };
      await this.#insist(signal, () => this.#connection.call("effect", input));
    }
    if (waiting) {
      // The question may have come by another node: said to be done, the attempt is found over, and its share is free here.
      await this.#connection.call("done", { requestId, attempt });
      return;
    }
    await this.#insist(signal, () =>
      failure
        ? this.#connection.call("fail", { requestId, attempt, ...failure })
        : this.#connection.call("done", { requestId, attempt }),
    );
  }

  /** Repeats what the server could not take at the moment; throws what it refuses. */
  async #insist(signal: AbortSignal, call: () => Promise<Answer<unknown>>): Promise<void> {
    for (;;) {
      signal.throwIfAborted();
      const answer = await call();
      if (answer.ok) return;
      const { code, message, retryAfterMs } = answer.error;
      if (!errorCodes[code].isRetryable) throw new WebhookFault(`${code}: ${message}`, false);
      await wait(retryAfterMs ?? retryDelayMs, undefined, { signal });
    }
  }
}
