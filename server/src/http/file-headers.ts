import type { FileEntity } from "../store/entities.js";
import type { HttpContext } from "./context.js";

/* What browsers show or play, and never run. Markup, PDF and everything unknown is saved instead. */
const shown = new Set([
  "image/png",
  "image/apng",
  "image/jpeg",
  "image/gif",
  "image/webp",
  "image/avif",
  "audio/mpeg",
  "audio/mp4",
  "audio/x-m4a",
  "audio/aac",
  "audio/ogg",
  "audio/opus",
  "audio/wav",
  "audio/webm",
  "audio/flac",
  "audio/x-flac",
  "video/mp4",
  "video/webm",
  "video/ogg",
  "video/quicktime",
]);

/** What goes with the bytes of somebody's upload, so that no browser takes them for a page of this server. */
export function setFileHeaders(ctx: HttpContext, { name, mimeType, sha256 }: FileEntity): void {
  // Also guesses a type by the name, which the next line overrules.
  ctx.attachment(name, { type: shown.has(mimeType) ? "inline" : "attachment" });
  ctx.set("Content-Type", mimeType === "text/plain" ? "text/plain; charset=utf-8" : mimeType);
  ctx.set("X-Content-Type-Options", "nosniff");
  ctx.set("Content-Security-Policy", "sandbox; default-src 'none'");
  ctx.set("Cross-Origin-Resource-Policy", "cross-origin");
  // Its bytes never change; for whom its address opens it may.
  ctx.set("Cache-Control", "private, max-age=3600");
  ctx.set("ETag", `"${sha256}"`);
  ctx.set("Accept-Ranges", "bytes");
}
