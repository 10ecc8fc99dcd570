import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Membership, SentMessage } from "@natter/protocol";
import { createLog, loadConfig, type RunningServer, startServer } from "@natter/server";
import { callRest } from "../call-rest.js";

export interface SentFile {
  type: string;
  name: string;
  bytes: Buffer;
}

/** A server with pages that give a stored file every chance to run a script. */
export interface House extends AsyncDisposable {
  server: RunningServer;
  /** Sends a file as a member, or in a conversation of its own; resolves to its address, without the server's. */
  send(file: SentFile, member?: Membership): Promise<string>;
  /** How often a script has said that it ran. */
  scriptsRan(): number;
}

export async function openFileHouse(): Promise<House> {
  const folder = await mkdtemp(path.join(tmpdir(), "natter-files-"));
  const config = await loadConfig({
    env: { NATTER_DATABASE: path.join(folder, "natter.sqlite"), NATTER_PORT: "0", NATTER_RATE_LIMITS: "off" },
  });
  let scriptsRan = 0;
  const server = await startServer(config, {
    log: createLog("error"),
    middleware: [
      async (ctx, next) => {
        if (ctx.path === "/ran") {
          scriptsRan += 1;
          ctx.status = 204;
        } else if (ctx.path === "/embed") {
          ctx.type = "html";
          ctx.body = embedding(String(ctx.query.url));
        } else if (ctx.path === "/host") {
          ctx.type = "html";
          // Pictures and sound come from where the widget comes from.
          ctx.set(
            "Content-Security-Policy",
            "default-src 'self'; connect-src 'self' ws:; img-src 'self' data:",
          );
          ctx.body = `<!doctype html><title>Host</title><link rel="icon" href="data:,">
            <script async src="/natter.js"></script>`;
        } else {
          await next();
        }
      },
    ],
  });
  return {
    server,
    send: (file, member) => send(server, file, member),
    scriptsRan: () => scriptsRan,
    async [Symbol.asyncDispose]() {
      await server.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** A page of the server's own origin without any policy: the worst place that a file can be put into. */
function embedding(url: string): string {
  const address = url.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
  return `<!doctype html><title>host</title>
    <script src="${address}"></script>
    <script type="module" src="${address}"></script>
    <link rel="stylesheet" href="${address}">
    <img src="${address}"><video src="${address}"></video>
    <iframe src="${address}"></iframe>
    <object data="${address}"></object>
    <embed src="${address}">`;
}

async function send(
  server: RunningServer,
  { type, bytes, name }: SentFile,
  member?: Membership,
): Promise<string> {
  const { conversation, token } = member ?? (await callRest<Membership>(server, "/conversations", "", {}));
  const form = new FormData();
  form.append("message", JSON.stringify({ type, localId: name }));
  form.append("file", new Blob([new Uint8Array(bytes)], { type: "text/html" }), name);
  const response = await fetch(`${server.url}/api/v1/conversations/${conversation.id}/messages`, {
    method: "POST",
    headers: { Authorization: `Bearer ${token}` },
    body: form,
  });
  const { message } = (await response.json()) as SentMessage;
  if (!message || !("file" in message) || !message.file) throw new Error(`not stored: ${response.status}`);
  return message.file.url;
}
