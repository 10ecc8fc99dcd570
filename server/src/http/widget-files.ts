import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { NatterError } from "../errors.js";
import type { HttpContext, HttpMiddleware } from "./context.js";

const types: Record<string, string> = {
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  json: "application/json",
  map: "application/json",
  svg: "image/svg+xml",
  png: "image/png",
  webp: "image/webp",
  woff2: "font/woff2",
  mp3: "audio/mpeg",
};
const compressed = new Set(["png", "webp", "woff2", "mp3"]);

/** A flat name with a content hash before its ending, as the build makes them: nothing with a slash or a leading dot. */
const hashedName = /^[\w-]+(\.[\w-]+)*[.-][\w-]{8,}\.(?<ending>[a-z0-9]+)$/u;

/** `/natter.js`: its address never changes, so browsers ask again after five minutes. */
export function serveLoader(directory: string | null): HttpMiddleware {
  const files = createFiles(directory);
  return (ctx) => files.send(ctx, "natter.js", "public, max-age=300");
}

/** `/natter/<file>`, from the folder of that name: another content has another name, so browsers never ask again. */
export function serveHashedFile(directory: string | null): HttpMiddleware {
  const files = createFiles(directory === null ? null : path.join(directory, "natter"));
  return (ctx) => {
    const name = String(ctx.params.file);
    const ending = hashedName.exec(name)?.groups?.ending ?? "";
    if (!Object.hasOwn(types, ending)) throw noSuchFile(name);
    return files.send(ctx, name, "public, max-age=31536000, immutable");
  };
}

interface LoadedFile {
  mtimeMs: number;
  etag: string;
  plain: Buffer;
  zipped: Buffer | null;
}

/** Files are read and compressed once and again when they change: a widget is a few dozen small files. */
function createFiles(directory: string | null) {
  const loaded = new Map<string, LoadedFile>();

  async function load(name: string): Promise<LoadedFile> {
    if (directory === null) throw noSuchFile(name);
    const file = path.join(directory, name);
    try {
      const { mtimeMs } = await stat(file);
      const known = loaded.get(name);
      if (known?.mtimeMs === mtimeMs) return known;
      const plain = await readFile(file);
      const zipped = compressed.has(endingOf(name)) ? null : await promisify(gzip)(plain, { level: 9 });
      const hash = createHash("sha256").update(plain).digest("base64url").slice(0, 27);
      // Weak, because the compressed form is the same file in other bytes.
      const entry = { mtimeMs, etag: `W/"${hash}"`, plain, zipped };
      loaded.set(name, entry);
      return entry;
    } catch (error) {
      if (["ENOENT", "EISDIR", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) {
        throw noSuchFile(name);
      }
      throw error;
    }
  }

  return {
    async send(ctx: HttpContext, name: string, cacheControl: string): Promise<void> {
      const file = await load(name);
      ctx.set("Cache-Control", cacheControl);
      ctx.set("ETag", file.etag);
      // Every site may load the widget; which sites may then talk to the API is another question.
      ctx.set("Access-Control-Allow-Origin", "*");
      ctx.set("Cross-Origin-Resource-Policy", "cross-origin");
      ctx.type = types[endingOf(name)] ?? "application/octet-stream";
      ctx.status = 200;
      if (file.zipped) ctx.vary("Accept-Encoding");
      if (ctx.fresh) {
        ctx.status = 304;
        return;
      }
      const isZipped = file.zipped && ctx.acceptsEncodings("gzip", "identity") === "gzip";
      if (isZipped) ctx.set("Content-Encoding", "gzip");
      ctx.body = isZipped ? file.zipped : file.plain;
    },
  };
}

function endingOf(name: string): string {
  return path.extname(name).slice(1);
}

function noSuchFile(name: string): NatterError {
  return new NatterError(
    "not_found",
    `The widget has no file ${name}. Build it with: pnpm build, or set NATTER_WIDGET_DIRECTORY to its folder`,
  );
}
