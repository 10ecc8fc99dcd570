import { isUtf8 } from "node:buffer";
import { fileTypeFromBuffer } from "file-type";

/** What a file is by its first bytes (MIME, without parameters); what its sender calls it counts for nothing. */
export async function detectType(head: Buffer): Promise<string> {
  if (isUtf16(head)) return "application/octet-stream";
  const found = await fileTypeFromBuffer(head);
  if (found) return (found.mime.split(";")[0] ?? found.mime).trim().toLowerCase();
  return isText(head) ? "text/plain" : "application/octet-stream";
}

/** By its byte order mark, which also reads as a frame of MPEG layer I. Nobody shows it as text without a charset. */
function isUtf16(head: Buffer): boolean {
  return head.length >= 2 && [0xfffe, 0xfeff].includes(head.readUInt16BE(0));
}

function isText(head: Buffer): boolean {
  if (/[\0-\x08\x0e-\x1a\x1c-\x1f\x7f]/u.test(head.toString("latin1"))) return false;
  // The last character may be cut: at most three of its bytes are there.
  return [0, 1, 2, 3].some((cut) => isUtf8(head.subarray(0, head.length - cut)));
}
