import { randomUUID } from "node:crypto";
import type { BotFile } from "@natter/protocol";
import { type HttpDoor, reach } from "../http.js";
import type { Upload } from "../source/request-source.js";

const encoder = new TextEncoder();

/** Uploads a file as a stream, at the pace of the server. Rejects with the server's refusal, or `unreachable`. */
export async function uploadOverHttp(
  { url, key }: HttpDoor,
  { type, name, bytes }: Upload,
  signal: AbortSignal,
): Promise<BotFile> {
  const boundary = `natter-${randomUUID()}`;
  // Node's fetch goes on reading the source to its end when nobody wants it any more.
  const over = new AbortController();
  const wanted = AbortSignal.any([signal, over.signal]);
  try {
    const response = await reach(`${url}/api/v1/bots/files`, {
      method: "POST",
      headers: {
        Authorization: `Bearer ${key}`,
        "Content-Type": `multipart/form-data; boundary=${boundary}`,
      },
      body: ReadableStream.from(multipart(boundary, type, name, whileWanted(bytes, wanted))),
      // Without it a body that is a stream is refused; Node's types do not know it yet.
      ...({ duplex: "half" } as object),
      signal,
    });
    // The protocol's own tests pin what the server answers.
    return (await response.json()) as BotFile;
  } finally {
    over.abort();
  }
}

async function* whileWanted(bytes: AsyncIterable<Uint8Array>, wanted: AbortSignal) {
  for await (const chunk of bytes) {
    wanted.throwIfAborted();
    yield chunk;
  }
}

/** The bytes of a file by the address in a message, which may be a path of the server. */
export async function openOverHttp(
  { url }: Pick<HttpDoor, "url">,
  address: string,
  signal: AbortSignal,
): Promise<ReadableStream<Uint8Array>> {
  const { body } = await reach(new URL(address, url).href, { signal });
  return body ?? ReadableStream.from([]);
}

async function* multipart(
  boundary: string,
  type: string,
  name: string,
  bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  // As browsers write names (HTML, "multipart/form-data encoding algorithm").
  const quoted = name.replaceAll("\n", "%0A").replaceAll("\r", "%0D").replaceAll('"', "%22");
  yield encoder.encode(
    `--${boundary}\r\nContent-Disposition: form-data; name="message"\r\n\r\n${JSON.stringify({ type })}\r\n` +
      `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${quoted}"\r\n` +
      "Content-Type: application/octet-stream\r\n\r\n",
  );
  yield* bytes;
  yield encoder.encode(`\r\n--${boundary}--\r\n`);
}
