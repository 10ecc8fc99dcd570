import { randomBytes } from "node:crypto";

/** 192 random bits, base64url. */
export function newBlobKey(): string {
  return randomBytes(24).toString("base64url");
}

/** Whether a text can be a key: nothing else ever gets near a path. */
export function isBlobKey(text: string): boolean {
  return /^[\w-]{32}$/u.test(text);
}
