import { AttemptAborted } from "../errors.js";
import type { HttpDoor } from "../http.js";
import { type AttemptTools, runAttempt } from "../run-attempt.js";
import type { Announcement } from "../source/request-source.js";
import type { BotRequest } from "../wire.js";
import { CollectingLink } from "./collecting-link.js";
import { Deliveries } from "./deliveries.js";
import { Refusal } from "./refusal.js";
import { RestLink } from "./rest-link.js";
import { readCall } from "./verify.js";

interface WebhookDoorOptions {
  /** Several while one takes the place of another. */
  secrets: readonly string[];
  greeting: Omit<Announcement, "credit">;
  tools: AttemptTools;
  /** Where to act while an attempt runs; null collects it for the answer. */
  server: HttpDoor | null;
  /** Where files are uploaded to and read from; throws what is not set. */
  files: () => HttpDoor;
  now?: () => number;
}

/** Answers the server's signed calls, in any runtime that has `Request`, `Response` and `crypto.subtle`. */
export class WebhookDoor {
  readonly #options: WebhookDoorOptions;
  readonly #deliveries = new Deliveries();

  constructor(options: WebhookDoorOptions) {
    this.#options = options;
  }

  async answer(request: Request): Promise<Response> {
    const { secrets, greeting, now = Date.now } = this.#options;
    try {
      const call = await readCall(request, secrets, now());
      this.#deliveries.take(call.delivery, now());
      if (call.type === "request") return await this.#run(call.request, request.signal);
      return Response.json(greeting);
    } catch (error) {
      if (error instanceof Refusal) return error.response();
      throw error;
    }
  }

  async #run(request: BotRequest, gone: AbortSignal): Promise<Response> {
    const { server, files, tools } = this.#options;
    const controller = new AbortController();
    const { signal } = controller;
    const onGone = () => controller.abort(new AttemptAborted("disconnected"));
    gone.addEventListener("abort", onGone, { once: true });
    if (gone.aborted) onGone();
    const link = server
      ? new RestLink({ server, signal, logger: tools.logger })
      : new CollectingLink(request, files);
    await runAttempt(request, link, controller, tools);
    gone.removeEventListener("abort", onGone);
    if (link.outcome) return Response.json(link.outcome);
    return Response.json({ message: "the attempt was given up" }, { status: 503 });
  }
}
