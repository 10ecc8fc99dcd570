import { createHash, randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** As much of S3 as the blob store uses, over real HTTP, in memory; page and part sizes are small enough to matter. */
export interface S3Double extends AsyncDisposable {
  endpoint: string;
  objects: Map<string, { bytes: Buffer; at: number }>;
  /** Multipart uploads that were neither completed nor aborted. */
  unfinished: Map<string, { name: string; at: number; parts: Map<number, Buffer> }>;
  /** From now on every write is answered like a full or broken store. */
  breakDown(): void;
}

const pageSize = 3;

export async function startS3Double(): Promise<S3Double> {
  const objects: S3Double["objects"] = new Map();
  const unfinished: S3Double["unfinished"] = new Map();
  let isBroken = false;

  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? "/", "http://s3.test");
    const name = decodeURIComponent(url.pathname).replace(/^\/bucket\/?/u, "");
    const bytes = unframed(await readAll(request), request);
    const query = url.searchParams;
    const uploadId = query.get("uploadId") ?? "";
    const upload = unfinished.get(uploadId);
    if (isBroken && ["PUT", "POST"].includes(request.method ?? "")) {
      return answer(response, 400, xml("Error", "<Code>NoSpace</Code><Message>full</Message>"));
    }
    switch (true) {
      case request.method === "POST" && query.has("uploads"): {
        const id = randomUUID();
        unfinished.set(id, { name, at: Date.now(), parts: new Map() });
        return answer(response, 200, xml("InitiateMultipartUploadResult", `<UploadId>${id}</UploadId>`));
      }
      case request.method === "PUT" && upload !== undefined:
        upload.parts.set(Number(query.get("partNumber")), bytes);
        return answer(response, 200, "", { ETag: etag(bytes) });
      case request.method === "POST" && upload !== undefined: {
        const parts = [...upload.parts].sort(([a], [b]) => a - b).map(([, part]) => part);
        objects.set(name, { bytes: Buffer.concat(parts), at: Date.now() });
        unfinished.delete(uploadId);
        return answer(response, 200, xml("CompleteMultipartUploadResult", `<Key>${name}</Key>`));
      }
      case request.method === "DELETE" && query.has("uploadId"):
        unfinished.delete(uploadId);
        return answer(response, 204, "");
      case request.method === "GET" && query.has("uploads"): {
        const rows = [...unfinished].map(
          ([id, { name: key, at }]) =>
            `<Upload><Key>${key}</Key><UploadId>${id}</UploadId><Initiated>${new Date(at).toISOString()}</Initiated></Upload>`,
        );
        return answer(response, 200, xml("ListMultipartUploadsResult", rows.join("")));
      }
      case request.method === "GET" && query.has("list-type"): {
        const all = [...objects.keys()].sort().filter((key) => key.startsWith(query.get("prefix") ?? ""));
        const after = all.filter((key) => key > (query.get("continuation-token") ?? ""));
        const page = after.slice(0, pageSize);
        const rows = page.map((key) => {
          const at = new Date(objects.get(key)?.at ?? 0).toISOString();
          return `<Contents><Key>${key}</Key><LastModified>${at}</LastModified></Contents>`;
        });
        const more = after.length > pageSize;
        const next = more ? `<NextContinuationToken>${page.at(-1)}</NextContinuationToken>` : "";
        return answer(response, 200, xml("ListBucketResult", `<IsTruncated>${more}</IsTruncated>${next}${rows.join("")}`));
      }
      case request.method === "PUT":
        objects.set(name, { bytes, at: Date.now() });
        return answer(response, 200, "", { ETag: etag(bytes) });
      case request.method === "DELETE":
        objects.delete(name);
        return answer(response, 204, "");
      default:
        return get(response, objects.get(name)?.bytes, request.headers.range);
    }
  };
  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    objects,
    unfinished,
    breakDown() {
      isBroken = true;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

function get(response: ServerResponse, bytes: Buffer | undefined, range: string | undefined): void {
  if (!bytes) return answer(response, 404, xml("Error", "<Code>NoSuchKey</Code><Message>none</Message>"));
  const asked = /^bytes=(\d+)-(\d+)$/u.exec(range ?? "");
  if (!asked) return answer(response, 200, bytes);
  const part = bytes.subarray(Number(asked[1]), Number(asked[2]) + 1);
  answer(response, 206, part, { "Content-Range": `bytes ${asked[1]}-${asked[2]}/${bytes.length}` });
}

function answer(
  response: ServerResponse,
  status: number,
  body: string | Buffer,
  headers: Record<string, string> = {},
): void {
  const type = typeof body === "string" ? "application/xml" : "application/octet-stream";
  response.writeHead(status, { "Content-Type": type, "Content-Length": Buffer.byteLength(body), ...headers });
  response.end(body);
}

const xml = (name: string, inner: string) => `<?xml version="1.0" encoding="UTF-8"?><${name}>${inner}</${name}>`;
const etag = (bytes: Buffer) => `"${createHash("md5").update(bytes).digest("hex")}"`;

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Takes `aws-chunked` framing off: size in hex, extensions, the bytes, and so on to a chunk of size 0. */
function unframed(body: Buffer, { headers }: IncomingMessage): Buffer {
  if (!headers["content-encoding"]?.includes("aws-chunked")) return body;
  const parts: Buffer[] = [];
  for (let at = 0; ; ) {
    const lineEnd = body.indexOf("\r\n", at);
    const size = Number.parseInt(body.toString("latin1", at, lineEnd), 16);
    if (!(size > 0)) return Buffer.concat(parts);
    parts.push(body.subarray(lineEnd + 2, lineEnd + 2 + size));
    at = lineEnd + 2 + size + 2;
  }
}
