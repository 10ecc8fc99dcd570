import type { Hearable } from "@natter/protocol";
import { AttemptAborted } from "../errors.js";
import { type AttemptTools, runAttempt } from "../run-attempt.js";
import type { BotRequest } from "../wire.js";
import { CollectingLink } from "./collecting-link.js";
import { Deliveries } from "./deliveries.js";
import { Refusal } from "./refusal.js";
import { readCall } from "./verify.js";

interface WebhookDoorOptions {
  secret: string;
  hears: readonly Hearable[];
  tools: AttemptTools;
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
    const { secret, hears, now = Date.now } = this.#options;
    try {
      const call = await readCall(request, secret, now());
      this.#deliveries.take(call.delivery, now());
      if (call.type === "request") return await this.#run(call.request, request.signal);
      return Response.json({ hears });
    } catch (error) {
      if (error instanceof Refusal) return error.response();
      throw error;
    }
  }

  async #run(request: BotRequest, gone: AbortSignal): Promise<Response> {
    const controller = new AbortController();
    const onGone = () => controller.abort(new AttemptAborted("disconnected"));
    gone.addEventListener("abort", onGone, { once: true });
    const link = new CollectingLink(request);
    await runAttempt(request, link, controller, this.#options.tools);
    gone.removeEventListener("abort", onGone);
    if (link.outcome) return Response.json(link.outcome);
    return Response.json({ message: "the attempt was given up" }, { status: 503 });
  }
}
