import type { WireError } from "@natter/protocol";
import { fromWire, NatterBotError } from "./errors.js";

/** The server's REST door, and the key that opens it. */
export interface HttpDoor {
  /** The server's address. */
  url: string;
  key: string;
}

/** Resolves to an answer that is no refusal. Rejects with the server's refusal, or `unreachable`. */
export async function reach(address: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(address, init);
  } catch (cause) {
    // A source that cannot be read, or the end of the attempt, is not the server's fault.
    init.signal?.throwIfAborted();
    const origin = cause instanceof Error && cause.cause instanceof NatterBotError ? cause.cause : cause;
    if (origin instanceof NatterBotError) throw origin;
    const { host } = new URL(address);
    throw new NatterBotError("unreachable", `no server answers at ${host}`, { cause, isRetryable: true });
  }
  if (response.ok) return response;
  throw await refusal(response);
}

interface RestCall {
  method: "GET" | "POST";
  /** Below `/api/v1`. */
  path: `/${string}`;
  body?: object;
  /** How long to wait for the answer. */
  timeoutMs: number;
  signal?: AbortSignal;
}

/** One try of a call to the server. Rejects with the server's refusal, `ack_timeout` or `unreachable`. */
export async function callOverRest<Reply>(
  { url, key }: HttpDoor,
  { method, path, body, timeoutMs, signal }: RestCall,
): Promise<Reply> {
  const late = AbortSignal.timeout(timeoutMs);
  try {
    const response = await reach(`${url}/api/v1${path}`, {
      method,
      headers: { Authorization: `Bearer ${key}`, ...(body && { "Content-Type": "application/json" }) },
      ...(body && { body: JSON.stringify(body) }),
      signal: signal ? AbortSignal.any([signal, late]) : late,
    });
    // The protocol's own tests pin what the server answers.
    return (await response.json()) as Reply;
  } catch (error) {
    signal?.throwIfAborted();
    if (late.aborted) {
      const what = `no answer to ${method} ${path} within ${timeoutMs} ms`;
      throw new NatterBotError("ack_timeout", what, { isRetryable: true });
    }
    if (error instanceof NatterBotError) throw error;
    const what = "an answer of the server was cut off or is no JSON";
    throw new NatterBotError("unreachable", what, { cause: error, isRetryable: true });
  }
}

/** A problem (RFC 9457) of the server, or whatever something in between has answered. */
async function refusal(response: Response): Promise<NatterBotError> {
  const text = await response.text();
  try {
    const { code, detail, errors, retryAfterMs } = JSON.parse(text);
    if (typeof code !== "string") throw new Error("this is no problem of the server");
    const wire = {
      code,
      message: detail,
      ...(errors && { details: errors }),
      ...(retryAfterMs && { retryAfterMs }),
    };
    return fromWire(wire as WireError);
  } catch {
    const isRetryable = response.status >= 500 || response.status === 429;
    return new NatterBotError("unreachable", `the server's address answered ${response.status}`, {
      isRetryable,
    });
  }
}
