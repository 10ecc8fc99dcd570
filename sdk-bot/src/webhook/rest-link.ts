import type { AttemptCall } from "@natter/protocol";
import { NatterBotError } from "../errors.js";
import { type HttpDoor, reach } from "../http.js";
import type { Logger } from "../logger.js";
import { attemptPaths, type Input, type Reply } from "../wire.js";
import { AnsweringLink } from "./answering-link.js";

interface RestLinkOptions {
  server: HttpDoor;
  /** Of the attempt. */
  signal: AbortSignal;
  logger: Logger;
  /** How long one try of a call waits for its answer before the call is repeated. Default: 10 000, as over a socket. */
  answerTimeoutMs?: number;
}

/** Does at once, over REST, what a bot behind a webhook does: its answer has only to say how the attempt ended. */
export class RestLink extends AnsweringLink {
  readonly #options: RestLinkOptions;
  #hasWarned = false;

  constructor(options: RestLinkOptions) {
    super(() => options.server);
    this.#options = options;
  }

  override async ask(input: Input<"ask">): Promise<Reply<"ask">> {
    const reply = await super.ask(input);
    if (reply.outcome.type === "waiting") this.ended({ waiting: true });
    return reply;
  }

  protected async call<Name extends AttemptCall>(name: Name, input: Input<Name>): Promise<Reply<Name>> {
    const { server, signal, answerTimeoutMs = 10_000 } = this.#options;
    const late = AbortSignal.timeout(answerTimeoutMs);
    try {
      const response = await reach(`${server.url}/api/v1${attemptPaths[name]}`, {
        method: "POST",
        headers: { Authorization: `Bearer ${server.key}`, "Content-Type": "application/json" },
        body: JSON.stringify(input),
        signal: AbortSignal.any([signal, late]),
      });
      // The protocol's own tests pin what the server answers.
      return (await response.json()) as Reply<Name>;
    } catch (error) {
      signal.throwIfAborted();
      throw late.aborted ? unanswered(name, answerTimeoutMs) : this.#told(error);
    }
  }

  /** Whoever was called by the server and cannot call it has most likely set a wrong address: the log says so, once. */
  #told(error: unknown): NatterBotError {
    const told =
      error instanceof NatterBotError
        ? error
        : new NatterBotError("unreachable", "an answer of the server was cut off or is no JSON", {
            cause: error,
            isRetryable: true,
          });
    if (told.code === "unreachable" && !this.#hasWarned) {
      this.#hasWarned = true;
      this.#options.logger.warn("the server cannot be called from behind the webhook", { error: told });
    }
    return told;
  }
}

function unanswered(name: string, timeoutMs: number): NatterBotError {
  return new NatterBotError("ack_timeout", `no answer to "${name}" within ${timeoutMs} ms`, {
    isRetryable: true,
  });
}
