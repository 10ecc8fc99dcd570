import type { Server as HttpServer, IncomingMessage } from "node:http";
import type { Socket as TcpSocket } from "node:net";
import type { Duplex } from "node:stream";
import { errorCodes } from "@natter/protocol";
import { clientAddress } from "../limits/client-address.js";
import type { Log } from "../log.js";
import type { Observer } from "../observer.js";
import { Seldom } from "../seldom.js";
import { type Admission, Ticket } from "./admission.js";

interface UpgradeDoor {
  httpServer: HttpServer;
  admission: Admission;
  observer: Observer;
  trustProxy: boolean;
  log: Log;
  /** Hands an admitted upgrade on, with a ticket to be released when the connection closes. */
  onAdmitted(request: IncomingMessage, tcp: TcpSocket, head: Buffer, ticket: Ticket): void;
}

/**
 * Stands before Socket.IO: an upgrade that is malformed or too many is answered here with a plain problem, before
 * anything is allocated for it.
 */
export function openUpgradeDoor(door: UpgradeDoor): void {
  const { httpServer, admission, observer, trustProxy, log, onAdmitted } = door;
  const seldom = new Seldom(log);
  httpServer.on("upgrade", (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    // An HTTP server without TLS upgrades nothing but TCP sockets.
    const tcp = stream as TcpSocket;
    // A peer that resets the connection is no fault of ours.
    tcp.on("error", ignore);
    if (!isHandshake(request.url ?? "")) {
      observer.handshakeRefused("malformed");
      return refuse(tcp, 400, "This is no Socket.IO handshake over WebSocket, protocol 4");
    }
    if (!httpServer.listening) return refuse(tcp, 503, errorCodes.draining.title, 1000);
    const forwardedFor = request.headers["x-forwarded-for"];
    if (forwardedFor !== undefined && !trustProxy) {
      seldom.warn(
        "proxy",
        {},
        "X-Forwarded-For arrives, but NATTER_TRUST_PROXY is off: limits by address see the proxy only",
      );
    }
    const answer = admission.ask(clientAddress(tcp.remoteAddress, forwardedFor, trustProxy));
    if (!(answer instanceof Ticket)) {
      seldom.warn("refused", { reason: answer.reason }, "socket handshakes are refused");
      return refuse(tcp, 503, "Too many connections; try again later", answer.retryAfterMs);
    }
    onAdmitted(request, tcp, head, answer);
  });
}

function isHandshake(url: string): boolean {
  const [path, query] = url.split("?", 2);
  if (path !== "/socket.io/") return false;
  const parameters = new URLSearchParams(query);
  return (
    parameters.get("transport") === "websocket" && parameters.get("EIO") === "4" && !parameters.has("sid")
  );
}

const ignore = () => {};

function refuse(tcp: TcpSocket, status: 400 | 503, detail: string, retryAfterMs?: number): void {
  const code = status === 400 ? "invalid" : "overloaded";
  const body = JSON.stringify({
    type: `/docs/errors#${code}`,
    title: errorCodes[code].title,
    status,
    detail,
    code,
  });
  const lines = [
    `HTTP/1.1 ${status} ${status === 400 ? "Bad Request" : "Service Unavailable"}`,
    "Connection: close",
    "Content-Type: application/problem+json",
    `Content-Length: ${Buffer.byteLength(body)}`,
    "X-Content-Type-Options: nosniff",
    ...(retryAfterMs === undefined ? [] : [`Retry-After: ${Math.ceil(retryAfterMs / 1000)}`]),
  ];
  // Half-closing would leave it to the peer when the descriptor is free again.
  tcp.end(`${lines.join("\r\n")}\r\n\r\n${body}`, () => tcp.destroy());
}
