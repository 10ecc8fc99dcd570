import { Readable } from "node:stream";
import { failure } from "../errors.js";
import type { BlobStore } from "../files/blob-store.js";
import type { FileEntity } from "../store/entities.js";
import { byteRange } from "./byte-range.js";
import type { HttpContext } from "./context.js";
import { setFileHeaders } from "./file-headers.js";

/** Answers with a file, or the part of it that is asked for, at the reader's pace; null where the status says all. */
export async function answerWithFile(
  ctx: HttpContext,
  blobs: BlobStore,
  file: FileEntity,
): Promise<Readable | null> {
  setFileHeaders(ctx, file);
  ctx.status = 200;
  if (ctx.fresh) {
    ctx.status = 304;
    return null;
  }
  const { sizeBytes } = file;
  const range = isStillThat(ctx, file) ? byteRange(ctx.get("Range"), sizeBytes) : null;
  if (range === "unsatisfiable") {
    ctx.status = 416;
    ctx.set("Content-Range", `bytes */${sizeBytes}`);
    return Readable.from([]);
  }
  if (range) {
    ctx.status = 206;
    ctx.set("Content-Range", `bytes ${range.start}-${range.end}/${sizeBytes}`);
  }
  ctx.length = range ? range.end - range.start + 1 : sizeBytes;
  // HEAD wants the headers alone, so nothing is opened for it.
  if (ctx.method === "HEAD") return Readable.from([]);
  const bytes = await blobs.get(file.key, range ?? undefined);
  if (bytes) return bytes;
  // Its row was read a moment before its message was deleted.
  throw failure("not_found", "file.none");
}

/** A part joins on to what the reader has only of the same file (`If-Range`, RFC 9110 section 13.1.5). */
function isStillThat(ctx: HttpContext, { sha256 }: FileEntity): boolean {
  const condition = ctx.get("If-Range");
  return condition === "" || condition === `"${sha256}"`;
}
