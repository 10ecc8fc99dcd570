import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Answer, Feed, NewMessage, SentMessage, TextMessage } from "@natter/protocol";
import { Server } from "socket.io";

/** What a baseline does with a message before it is shown: nothing, or store it. Resolves when it may be shown. */
type Keep = (message: TextMessage) => Promise<void> | undefined;

/**
 * The least that can pass for the real server with the same driver: `POST …/conversations` makes a
 * conversation, namespace `/` sends messages of the same shape and size back.
 */
export function serveBaseline(keep: Keep): void {
  const heads = new Map<string, number>();
  const http = createServer((request, response) => {
    request.resume();
    const id = randomUUID();
    heads.set(id, 0);
    response.writeHead(201, { "content-type": "application/json" }).end(JSON.stringify(membership(id)));
  });
  const io = new Server(http, { transports: ["websocket"], perMessageDeflate: false, serveClient: false });

  io.on("connection", (socket) => {
    const conversationId = String(socket.handshake.auth.token);
    void socket.join(conversationId);
    socket.on("message.send", (input: NewMessage, answer: (answer: Answer<SentMessage>) => void) => {
      const head = (heads.get(conversationId) ?? 0) + 1;
      heads.set(conversationId, head);
      const message = toMessage(conversationId, head, input);
      const show = () => {
        const feed: Feed = { conversationId, after: head - 1, upTo: head, head, changes: [message] };
        io.to(conversationId).emit("feed", feed);
        answer({ ok: true, data: { message, duplicate: false } });
      };
      const kept = keep(message);
      if (kept === undefined) show();
      else void kept.then(show);
    });
  });
  process.once("SIGTERM", () => process.exit(0));
  http.listen(0, "127.0.0.1", () => {
    const { port } = http.address() as AddressInfo; // A TCP server that listens has this and nothing else.
    console.log(JSON.stringify({ msg: "listening", url: `http://127.0.0.1:${port}` }));
  });
}

function toMessage(conversationId: string, seq: number, input: NewMessage): TextMessage {
  return {
    type: "text",
    id: randomUUID(),
    conversationId,
    seq,
    version: seq,
    sentAt: Date.now(),
    editedAt: null,
    deletedAt: null,
    localId: input.localId,
    quotedMessageId: null,
    metadata: null,
    senderId: conversationId,
    text: input.text,
    options: [],
  };
}

/** Of a `Membership`, what the driver reads. */
function membership(id: string) {
  return { conversation: { id }, participant: { id }, token: id };
}
