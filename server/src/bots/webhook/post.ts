import {
  type ClientRequest,
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
} from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { limits } from "@natter/protocol";
import { guardedLookup, type WebhookTargets, webhookUrlFault } from "./address-guard.js";

export interface PosterOptions {
  targets: WebhookTargets;
  /** From the first byte out to the last byte in. */
  timeoutMs: number;
}

export interface PostedAnswer {
  status: number;
  body: string;
}

/** POSTs JSON to addresses that others chose: no redirects, no private addresses, bounded time and size. */
export class Poster {
  readonly #options: PosterOptions;
  readonly #http = new HttpAgent({ keepAlive: true });
  readonly #https = new HttpsAgent({ keepAlive: true });

  constructor(options: PosterOptions) {
    this.#options = options;
  }

  /** Rejects when there is no whole answer. */
  post(
    address: string,
    headers: Record<string, string>,
    body: string,
    signal: AbortSignal,
  ): Promise<PostedAnswer> {
    const { targets, timeoutMs } = this.#options;
    const fault = webhookUrlFault(address, targets);
    if (fault !== null) return Promise.reject(new Error(`the webhook's address ${fault}`));
    const url = new URL(address);
    const isSecure = url.protocol === "https:";
    const options = {
      method: "POST",
      agent: isSecure ? this.#https : this.#http,
      lookup: guardedLookup(targets),
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      headers: {
        ...headers,
        "content-type": "application/json",
        "content-length": String(Buffer.byteLength(body)),
        accept: "application/json",
        "user-agent": "natter-webhook",
      },
    };
    const call = () => (isSecure ? httpsRequest(url, options) : httpRequest(url, options));
    return unlessClosedMeanwhile(call, body).catch((error: unknown) => {
      if (options.signal.aborted && !signal.aborted) throw new Error(`no answer within ${timeoutMs} ms`);
      throw error;
    });
  }

  close(): void {
    this.#http.destroy();
    this.#https.destroy();
  }
}

/** The other side may close a connection that was kept, just when it is used again: that call is made once more. */
async function unlessClosedMeanwhile(makeCall: () => ClientRequest, body: string): Promise<PostedAnswer> {
  const call = makeCall();
  try {
    return await answerOf(call, body);
  } catch (error) {
    const wasClosed = error instanceof Error && "code" in error && error.code === "ECONNRESET";
    // A bot that had taken it refuses the copy, by its delivery.
    if (!wasClosed || !call.reusedSocket) throw error;
    return answerOf(makeCall(), body);
  }
}

function answerOf(call: ClientRequest, body: string): Promise<PostedAnswer> {
  return new Promise((resolve, reject) => {
    call.once("error", reject);
    call.once("response", (response) => {
      bounded(response).then((text) => resolve({ status: response.statusCode ?? 0, body: text }), reject);
    });
    call.end(body);
  });
}

async function bounded(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength;
    if (bytes > limits.linkMaxBytes) {
      response.destroy();
      throw new Error(`the answer is larger than ${limits.linkMaxBytes} bytes`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
