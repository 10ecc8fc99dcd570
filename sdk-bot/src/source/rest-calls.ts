import { NatterBotError } from "../errors.js";
import { callOverRest, type HttpDoor } from "../http.js";
import { type Backoff, backoffMs, realTiming, type Timing } from "../timing.js";
import { type Input, ownRest, type Reply } from "../wire.js";
import type { OwnCall, OwnCalls } from "./request-source.js";

const backoff: Backoff = { firstMs: 100, maxMs: 5_000 };
/** Some ten seconds in all: whoever calls has nobody but this to tell it that the server is overloaded. */
const repeatsMax = 5;
const neverAborted = new AbortController().signal;

/** What a bot that has no connection calls of its own accord: over REST, with its key. */
export class RestCalls implements OwnCalls {
  readonly #server: HttpDoor;
  readonly #timing: Timing;
  readonly #timeoutMs: number;

  constructor(server: HttpDoor, { timing = realTiming, timeoutMs = 10_000 } = {}) {
    this.#server = server;
    this.#timing = timing;
    this.#timeoutMs = timeoutMs;
  }

  /**
   * What the server could not do at the moment is repeated, which does it once. Where there is no server, that is said
   * at once.
   */
  async call<Name extends OwnCall>(name: Name, input: Input<Name>): Promise<Reply<Name>> {
    const request = { ...requestOf(name, input), timeoutMs: this.#timeoutMs };
    for (let repeats = 0; ; repeats += 1) {
      try {
        return await callOverRest<Reply<Name>>(this.#server, request);
      } catch (error) {
        const passes =
          error instanceof NatterBotError && error.isRetryable && error.code !== "unreachable" ? error : null;
        if (!passes || repeats === repeatsMax) throw error;
        const delayMs = (passes.retryAfterMs ?? 0) + backoffMs(backoff, repeats, this.#timing.random);
        await this.#timing.sleep(delayMs, neverAborted);
      }
    }
  }
}

function requestOf<Name extends OwnCall>(name: Name, input: Input<Name>) {
  // In the address what names the conversation, or narrows what is read; the rest in the body.
  const { conversationId = "", ...rest } = input as { conversationId?: string };
  const { method, path } = ownRest[name];
  const address = path.replace(":conversationId", encodeURIComponent(conversationId)) as `/${string}`;
  if (method === "POST") return { method, path: address, ...(name === "say" && { body: rest }) };
  const query = new URLSearchParams();
  for (const [field, value] of Object.entries(rest)) {
    if (value !== undefined) query.set(field, String(value));
  }
  return { method, path: `${address}?${query}` as const };
}
