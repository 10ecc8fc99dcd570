import { request as httpRequest } from "node:http";
import { deflateSync } from "node:zlib";
import type { Membership } from "@natter/protocol";
import type { TestApp } from "./test-app.js";

interface UploadOptions {
  message?: object | string;
  bytes?: Uint8Array;
  name?: string;
  /** What the sender says that it is; nobody believes it. */
  mimeType?: string;
}

/** Sends one file as a browser does. */
export function upload(
  app: Pick<TestApp, "url">,
  { conversation, token }: Membership,
  { message = {}, bytes = png(), name = "file", mimeType = "application/octet-stream" }: UploadOptions = {},
): Promise<Response> {
  const form = new FormData();
  const defaults = { type: "image", localId: "a" };
  form.append("message", typeof message === "string" ? message : JSON.stringify({ ...defaults, ...message }));
  form.append("file", new Blob([new Uint8Array(bytes)], { type: mimeType }), name);
  return post(app, conversation.id, token, form);
}

export function post(
  app: Pick<TestApp, "url">,
  conversationId: string,
  token: string,
  body: FormData | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(`${app.url}/api/v1/conversations/${conversationId}/messages`, {
    method: "POST",
    headers: { Authorization: `Bearer ${token}`, ...headers },
    body,
  });
}

export const boundary = "natter-test-boundary";
export const multipartType = { "Content-Type": `multipart/form-data; boundary=${boundary}` };

/** A body as bytes, to be broken. Each part is its headers and its content. */
export function multipart(
  parts: readonly (readonly [headers: string, content: string | Uint8Array])[],
): Buffer {
  const chunks = parts.flatMap(([headers, content]) => [
    Buffer.from(`--${boundary}\r\n${headers}\r\n\r\n`),
    Buffer.from(content as Uint8Array),
    Buffer.from("\r\n"),
  ]);
  return Buffer.concat([...chunks, Buffer.from(`--${boundary}--\r\n`)]);
}

export const messagePart = (message: object) =>
  [
    'Content-Disposition: form-data; name="message"',
    JSON.stringify({ type: "attachment", localId: "a", ...message }),
  ] as const;
export const filePart = (bytes: string | Uint8Array, name = "a.bin") =>
  [
    `Content-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: application/octet-stream`,
    bytes,
  ] as const;

interface RawUpload {
  conversationId: string;
  token: string;
  /** As declared; it may lie. */
  contentLength?: number;
}

/** An upload that the test writes itself, and may destroy. */
export function openUpload(app: Pick<TestApp, "url">, { conversationId, token, contentLength }: RawUpload) {
  const request = httpRequest(`${app.url}/api/v1/conversations/${conversationId}/messages`, {
    method: "POST",
    headers: {
      Authorization: `Bearer ${token}`,
      "Content-Type": `multipart/form-data; boundary=${boundary}`,
      ...(contentLength !== undefined && { "Content-Length": contentLength }),
    },
  });
  const answered = new Promise<number | "cut">((resolve) => {
    request.on("response", (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    request.on("error", () => resolve("cut"));
  });
  return { request, answered };
}

/** A picture that browsers draw, of any size. */
export function png(width = 3, height = 2): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // 8 bits of grey.
  header.set([8, 0, 0, 0, 0], 8);
  const rows = Buffer.alloc((width + 1) * height, 0x80);
  for (let row = 0; row < height; row += 1) rows[row * (width + 1)] = 0;
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const data = deflateSync(rows);
  return Buffer.concat([
    signature,
    pngChunk("IHDR", header),
    pngChunk("IDAT", data),
    pngChunk("IEND", Buffer.alloc(0)),
  ]);
}

function pngChunk(type: string, data: Buffer): Buffer {
  const chunk = Buffer.alloc(data.length + 12);
  chunk.writeUInt32BE(data.length, 0);
  chunk.write(type, 4, "latin1");
  data.copy(chunk, 8);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, data.length + 8)), data.length + 8);
  return chunk;
}

/** https://www.w3.org/TR/png-3/#D-CRCAppendix */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

/** A second of silence, as recorders write it. */
export function wav(samples = 8000): Buffer {
  const header = Buffer.alloc(44);
  header.write("RIFF", 0);
  header.writeUInt32LE(36 + samples, 4);
  header.write("WAVEfmt ", 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(8000, 24);
  header.writeUInt32LE(8000, 28);
  header.writeUInt16LE(1, 32);
  header.writeUInt16LE(8, 34);
  header.write("data", 36);
  header.writeUInt32LE(samples, 40);
  return Buffer.concat([header, Buffer.alloc(samples, 0x80)]);
}

/** The first bytes of a WebM, as MediaRecorder writes it for sound as well as for pictures. */
export const webm = Buffer.concat([
  Buffer.from(
    "1a45dfa39f4286810142f7810142f2810442f381084282847765626d42878104428581021853806701ffffffffffffff",
    "hex",
  ),
  Buffer.alloc(64),
]);

/** Valid as a GIF and as a script. */
export const gifAndScript = Buffer.from(
  "GIF89a/*\x01\x00\x01\x00*/=1;document.title='ran';fetch('/ran')//\x3b",
  "latin1",
);
/** Valid as a PDF and, for whoever sniffs, as a page. */
export const pdfAndHtml = Buffer.from(
  "%PDF-1.4\n<html><script>document.title='ran';fetch('/ran')</script></html>\n%%EOF",
);
export const svgWithScript = Buffer.from(
  `<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="document.title='ran'"><script>document.title='ran';fetch('/ran')</script></svg>`,
);
export const html = Buffer.from(
  "<!doctype html><title>page</title><script>document.title='ran';fetch('/ran')</script>",
);
