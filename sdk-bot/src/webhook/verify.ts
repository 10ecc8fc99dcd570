import type { WebhookCall } from "@natter/protocol";
import { Refusal } from "./refusal.js";

/** How far a call's time may be off. Within it, each delivery is taken once. */
export const windowMs = 5 * 60_000;
/** The server sends less; this bounds what somebody else can make us read. */
const maxBytes = 1_048_576;

/** Reads a call that is signed with one of the secrets and recent. Throws a `Refusal`. */
export async function readCall(
  request: Request,
  secrets: readonly string[],
  nowMs: number,
): Promise<WebhookCall> {
  if (request.method !== "POST") throw new Refusal("method", "call this address with POST");
  const timestamp = request.headers.get("natter-timestamp") ?? "";
  const signature = /^v1=([0-9a-f]{64})$/u.exec(request.headers.get("natter-signature") ?? "")?.[1];
  if (!/^\d{1,12}$/u.test(timestamp) || signature === undefined) {
    throw new Refusal("unsigned", "natter-timestamp and natter-signature: v1=… are missing or malformed");
  }
  if (Math.abs(nowMs - Number(timestamp) * 1000) > windowMs) {
    throw new Refusal("late", "natter-timestamp is more than five minutes off; compare the clocks");
  }
  const body = await boundedText(request);
  const signed = `${timestamp}.${body}`;
  const fits = await Promise.all(secrets.map((secret) => isSignedBy(secret, signature, signed)));
  if (!fits.includes(true)) {
    throw new Refusal(
      "forged",
      "the signature does not fit; compare NATTER_WEBHOOK_SECRET with the server's",
    );
  }
  const call = readJson(body);
  // Signed as part of the body, so that a copy cannot be sent under another name.
  if (call?.delivery === undefined || call.delivery !== request.headers.get("natter-delivery")) {
    throw new Refusal("malformed", "the body's delivery is not that of the header natter-delivery");
  }
  return call;
}

/** In constant time, by the platform's own comparison. */
async function isSignedBy(secret: string, signature: string, text: string): Promise<boolean> {
  const encoder = new TextEncoder();
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const { subtle } = globalThis.crypto;
  const key = await subtle.importKey("raw", encoder.encode(secret), algorithm, false, ["verify"]);
  const bytes = Uint8Array.from(signature.match(/../gu) ?? [], (pair) => Number.parseInt(pair, 16));
  return subtle.verify("HMAC", key, bytes, encoder.encode(text));
}

async function boundedText(request: Request): Promise<string> {
  const tooLarge = new Refusal("too_large", `the body is larger than ${maxBytes} bytes`);
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) throw tooLarge;
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  if (request.body === null) return text;
  for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw tooLarge;
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/** What is signed is the server's own, so its shape is trusted. */
function readJson(body: string): WebhookCall | null {
  try {
    return JSON.parse(body) as WebhookCall | null;
  } catch {
    throw new Refusal("malformed", "the body is not JSON");
  }
}
