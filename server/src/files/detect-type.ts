import { isUtf8 } from "node:buffer";

/** What a file is by its first bytes (MIME, without parameters); what its sender calls it counts for nothing. */
export async function detectType(head: Buffer): Promise<string> {
  if (isUtf16(head)) return "application/octet-stream";
  // Loaded with the first file: it knows very many types.
  const { fileTypeFromBuffer } = await import("file-type");
  const found = await fileTypeFromBuffer(head);
  if (found) return (found.mime.split(";")[0] ?? found.mime).trim().toLowerCase();
  return isText(head) ? "text/plain" : "application/octet-stream";
}

/** By its byte order mark, which also reads as a frame of MPEG layer I. Nobody shows it as text without a charset. */
function isUtf16(head: Buffer): boolean {
  return head.length >= 2 && [0xfffe, 0xfeff].includes(head.readUInt16BE(0));
}

function isText(head: Buffer): boolean {
  if (head.some(isControl)) return false;
  // The last character may be cut: at most three of its bytes are there.
  return [0, 1, 2, 3].some((cut) => isUtf8(head.subarray(0, head.length - cut)));
}

/** What no text has: control characters but white space and escape. */
function isControl(byte: number): boolean {
  return byte === 0x7f || (byte < 0x20 && byte !== 0x1b && (byte < 0x09 || byte > 0x0d));
}
