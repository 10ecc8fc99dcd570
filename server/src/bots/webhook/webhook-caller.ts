import { parse, type WebhookCall, WebhookGreeting, WebhookReply } from "@natter/protocol";
import type { GenericSchema, InferOutput } from "valibot";
import type { Poster } from "./post.js";
import { signature } from "./sign.js";

/** The bot's side did not do its part; `isRetryable` says whether trying again can help. */
export class WebhookFault extends Error {
  override readonly name = "WebhookFault";
  readonly isRetryable: boolean;
  /** What happened, without what the bot's side said of it, which no log should hold. */
  readonly summary: string;

  constructor(summary: string, isRetryable: boolean, said = "") {
    super(said === "" ? summary : `${summary}: ${said}`);
    this.summary = summary;
    this.isRetryable = isRetryable;
  }
}

interface CallerOptions {
  url: string;
  secret: string;
  poster: Poster;
  newId(): string;
  now(): number;
}

type CallBody = WebhookCall extends infer Call
  ? Call extends { delivery: string }
    ? Omit<Call, "delivery">
    : never
  : never;

/** Signs calls to one bot and reads its answers. */
export class WebhookCaller {
  readonly #options: CallerOptions;

  constructor(options: CallerOptions) {
    this.#options = options;
  }

  hello(signal: AbortSignal): Promise<WebhookGreeting> {
    return this.#call({ type: "hello" }, WebhookGreeting, signal);
  }

  request(
    request: (WebhookCall & { type: "request" })["request"],
    signal: AbortSignal,
  ): Promise<WebhookReply> {
    return this.#call({ type: "request", request }, WebhookReply, signal);
  }

  async #call<Schema extends GenericSchema>(
    call: CallBody,
    schema: Schema,
    signal: AbortSignal,
  ): Promise<InferOutput<Schema>> {
    const { url, secret, poster, newId, now } = this.#options;
    // Inside the signed body too, so that a copy cannot be sent under another name.
    const delivery = newId();
    const body = JSON.stringify({ ...call, delivery });
    const timestamp = Math.floor(now() / 1000);
    const headers = {
      "natter-timestamp": String(timestamp),
      "natter-delivery": delivery,
      "natter-signature": signature(secret, timestamp, body),
    };
    const answer = await poster.post(url, headers, body, signal);
    if (answer.status < 200 || answer.status > 299) throw refusal(answer.status, answer.body);
    const reply = parse(schema, readJson(answer.body));
    if (reply.ok) return reply.value;
    const faults = reply.faults.map(({ field, message }) => `${field} ${message}`).join("; ");
    throw new WebhookFault("the webhook's answer is malformed", true, faults);
  }
}

function refusal(status: number, body: string): WebhookFault {
  const isRedirect = status >= 300 && status < 400;
  const why = isRedirect ? "a redirect, which is not followed" : body.slice(0, 200);
  if (status === 401) return new WebhookFault(unauthorized, true, why);
  // 410: the endpoint says that it is gone for good (RFC 9110 section 15.5.11).
  return new WebhookFault(`the webhook answered ${status}`, status !== 410, why);
}

const unauthorized =
  "the webhook answered 401: it has another NATTER_WEBHOOK_SECRET than the server, or another time; " +
  "natter bots set <name> --webhook-secret makes a new one";

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new WebhookFault("the webhook's answer is not JSON", true);
  }
}
