import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";

/** Addresses of files that open for whoever has them, for a while. */
export interface FileUrls {
  sign(key: string): string;
  /** The same file by a fresh address; an address that is not of this server comes back as it is. */
  renew(url: string): string;
  check(key: string, expires: string, signature: string): "valid" | "expired" | "wrong";
}

interface FileUrlOptions {
  secret: string;
  /** The server's address as browsers and bots know it; null makes addresses that start with the path. */
  publicUrl: string | null;
  /** How long an address opens its file, at least; up to a twenty-fourth longer. */
  lifetimeMs: number;
  now(): number;
}

const path = "/api/v1/files/";

/** One HMAC each way, no database. Another secret makes every earlier address worthless. */
export function createFileUrls({ secret, publicUrl, lifetimeMs, now }: FileUrlOptions): FileUrls {
  const signingKey = new Uint8Array(hkdfSync("sha256", secret, "", "natter:file", 32));
  const base = (publicUrl?.replace(/\/+$/u, "") ?? "") + path;
  // Addresses made soon after one another are equal, so that a browser keeps what it has loaded.
  const stepMs = Math.max(1, Math.floor(lifetimeMs / 24));
  const mac = (key: string, expires: string) =>
    createHmac("sha256", signingKey).update(`${key}\n${expires}`).digest();

  const sign = (key: string) => {
    const expires = String(Math.ceil((now() + lifetimeMs) / stepMs) * stepMs);
    return `${base}${key}?expires=${expires}&signature=${mac(key, expires).toString("base64url")}`;
  };
  return {
    sign,
    renew(url) {
      const key = url.startsWith(base) ? /^[\w-]+(?=\?)/u.exec(url.slice(base.length))?.[0] : undefined;
      return key === undefined ? url : sign(key);
    },
    check(key, expires, signature) {
      const given = Buffer.from(signature, "base64url");
      const right = mac(key, expires);
      if (given.length !== right.length || !timingSafeEqual(given, right)) return "wrong";
      return Number(expires) > now() ? "valid" : "expired";
    },
  };
}
