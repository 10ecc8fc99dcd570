import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";
import type { RequestFilters } from "../store/request-history.js";

/** Where a walk through the history stands, and what it walks through. */
interface Walk {
  filters: RequestFilters;
  /** The highest key when the walk began: later rows are not part of it. */
  upTo: number;
  /** The key of the last row that was read. */
  after: number;
}

/** Seals walks into opaque, signed texts, so that no server has to remember them. */
export interface Cursors {
  seal(walk: Walk): string;
  /** The walk, or null when the text is not one that this secret sealed. */
  open(text: string): Walk | null;
}

export function createCursors(secret: string): Cursors {
  const key = new Uint8Array(hkdfSync("sha256", secret, "", "natter:cursor", 32));
  const sign = (body: string) => createHmac("sha256", key).update(body).digest();
  return {
    seal(walk) {
      const body = Buffer.from(JSON.stringify(walk)).toString("base64url");
      return `${body}.${sign(body).toString("base64url")}`;
    },

    open(text) {
      const [body = "", signature = "", ...rest] = text.split(".");
      const given = Buffer.from(signature, "base64url");
      const right = sign(body);
      if (rest.length > 0 || given.length !== right.length || !timingSafeEqual(given, right)) return null;
      // Only `seal` makes bodies that this key signs.
      return JSON.parse(Buffer.from(body, "base64url").toString()) as Walk;
    },
  };
}
