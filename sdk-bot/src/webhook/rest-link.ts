import type { AttemptCall } from "@natter/protocol";
import { NatterBotError } from "../errors.js";
import { callOverRest, type HttpDoor } from "../http.js";
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
    const { server, signal, answerTimeoutMs: timeoutMs = 10_000 } = this.#options;
    try {
      const path = attemptPaths[name];
      return await callOverRest<Reply<Name>>(server, {
        method: "POST",
        path,
        body: input,
        timeoutMs,
        signal,
      });
    } catch (error) {
      this.#tell(error);
      throw error;
    }
  }

  /** Whoever was called by the server and cannot call it has most likely set a wrong address: the log says so, once. */
  #tell(error: unknown): void {
    if (this.#hasWarned || !(error instanceof NatterBotError) || error.code !== "unreachable") return;
    this.#hasWarned = true;
    this.#options.logger.warn("the server cannot be called from behind the webhook", { error });
  }
}
