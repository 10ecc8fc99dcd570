import type { ByteRange } from "../files/blob-store.js";

/**
 * The part that a `Range` header asks for (RFC 9110 section 14.2): null for the whole, which answers several ranges,
 * other units and nonsense as well, and "unsatisfiable" for a part that is not there.
 */
export function byteRange(header: string, sizeBytes: number): ByteRange | "unsatisfiable" | null {
  const asked = /^bytes=(?<first>\d{0,15})-(?<last>\d{0,15})$/u.exec(header.trim())?.groups;
  if (!asked || (asked.first === "" && asked.last === "")) return null;
  const first = asked.first === "" ? null : Number(asked.first);
  const last = asked.last === "" ? null : Number(asked.last);
  if (first === null) {
    // The last so many bytes.
    return last ? { start: Math.max(0, sizeBytes - last), end: sizeBytes - 1 } : "unsatisfiable";
  }
  if (last !== null && last < first) return null;
  if (first >= sizeBytes) return "unsatisfiable";
  return { start: first, end: Math.min(last ?? sizeBytes - 1, sizeBytes - 1) };
}
