import { createReadStream } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { FileMessageType } from "@natter/protocol";
import { NatterBotError } from "../errors.js";
import type { ReplyExtras } from "../reply.js";
import { typeOf } from "./type-of.js";

/**
 * Where the bytes of a file come from: a path or `file:` URL, a `Blob` or `File`, a stream of bytes (Node's or the
 * Web's); or the `http(s):` address of a file that lies elsewhere, which people get as a link.
 */
export type FileSource = string | URL | Blob | AsyncIterable<Uint8Array> | ReadableStream<Uint8Array>;

/** A reply with a file. It is read as a stream while it is sent. */
export interface FileReply extends ReplyExtras {
  file: FileSource;
  /** What people see it called. Default: the path's or the `File`'s own; streams and blobs need one. */
  name?: string | undefined;
  /**
   * The type of message. Default: by the blob's own type, else by the ending of the name; `attachment` takes anything.
   * The server looks into the file and refuses another type than it finds.
   */
  type?: FileMessageType | undefined;
  /** The caption. Default: none. */
  text?: string | undefined;
}

/** A file that is ready to be uploaded, or linked. */
export type OutgoingFile =
  | { kind: "linked"; type: FileMessageType; url: string }
  | {
      kind: "held";
      type: FileMessageType;
      name: string;
      /** Whether `bytes` may be called again. */
      isRepeatable: boolean;
      /** What the file is read by. A source that fails rejects with `file_unreadable`. */
      bytes(): AsyncIterable<Uint8Array>;
    };

export function isFileReply(content: unknown): content is FileReply {
  return typeof content === "object" && content !== null && "file" in content;
}

/** Throws `misuse` on what the types would have refused, such as a `Buffer`. */
function requireBytes(file: unknown): void {
  const isObject = typeof file === "object" && file !== null;
  if (isObject && (file instanceof Blob || file instanceof ReadableStream || Symbol.asyncIterator in file))
    return;
  const what = file instanceof Uint8Array ? "a Uint8Array or Buffer" : isObject ? "an object" : String(file);
  throw new NatterBotError("misuse", `the file of a reply is ${what}`, {
    remedy: "Give a path, an https: address, a Blob such as new Blob([bytes]), or a stream of bytes",
  });
}

/** Opens nothing yet. Throws `misuse` when something is missing that cannot be guessed. */
export function outgoingFile({ file, name, type }: FileReply): OutgoingFile {
  if (isOnTheWeb(file)) {
    const url = String(file);
    return { kind: "linked", type: type ?? typeOf(new URL(url).pathname), url };
  }
  if (typeof file === "string" || file instanceof URL) {
    const location = typeof file === "string" ? file : pathOf(file);
    const called = name ?? path.basename(location);
    const bytes = () => readable(called, createReadStream(location, { highWaterMark: 256 * 1024 }));
    return { kind: "held", type: type ?? typeOf(called), name: called, isRepeatable: true, bytes };
  }
  requireBytes(file);
  const ownName = "name" in file && typeof file.name === "string" ? file.name : undefined;
  const called = name ?? ownName;
  if (!called) {
    throw new NatterBotError("misuse", "a file has no name", {
      remedy: 'Say what people see it called, like ctx.reply({ file, name: "menu.pdf" })',
    });
  }
  if (file instanceof Blob) {
    const bytes = () => readable(called, file.stream());
    return { kind: "held", type: type ?? typeOf(called, file.type), name: called, isRepeatable: true, bytes };
  }
  const bytes = () => readable(called, file);
  return { kind: "held", type: type ?? typeOf(called), name: called, isRepeatable: false, bytes };
}

function isOnTheWeb(file: FileSource): file is string | URL {
  return (typeof file === "string" || file instanceof URL) && /^https?:\/\//iu.test(String(file));
}

function pathOf(url: URL): string {
  if (url.protocol === "file:") return fileURLToPath(url);
  throw new NatterBotError("misuse", `a file cannot be read from ${url.protocol}`, {
    remedy: "Use a path, or a file:, http: or https: URL",
  });
}

/* What can only be cured by somebody: trying the request again finds the same. */
const lasting = new Set(["ENOENT", "EACCES", "EISDIR", "EPERM", "ENOTDIR"]);

async function* readable(
  name: string,
  source: AsyncIterable<Uint8Array> | ReadableStream<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of source as AsyncIterable<Uint8Array>) {
      if (!(chunk instanceof Uint8Array)) throw new TypeError("the stream gave something else than bytes");
      yield chunk;
    }
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
    const why = cause instanceof Error ? cause.message : String(cause);
    const isRetryable = !lasting.has(code) && !(cause instanceof TypeError);
    throw new NatterBotError("file_unreadable", `the file "${name}" could not be read: ${why}`, {
      cause,
      isRetryable,
    });
  }
}
