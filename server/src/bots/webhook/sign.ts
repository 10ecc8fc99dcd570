import { createHmac } from "node:crypto";

/** The header `natter-signature`: HMAC-SHA256 (RFC 2104) of `<timestamp>.<body>`, hex, with its version. */
export function signature(secret: string, timestamp: number, body: string): string {
  return `v1=${createHmac("sha256", secret).update(`${timestamp}.${body}`).digest("hex")}`;
}
