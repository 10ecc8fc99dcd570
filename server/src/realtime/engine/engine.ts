import { randomBytes } from "node:crypto";
import { EventEmitter } from "node:events";
import type { IncomingMessage } from "node:http";
import type { Socket as TcpSocket } from "node:net";
import { WebSocketServer } from "ws";
import type { Connection, ConnectionOptions } from "./connection.js";
import { QuietWebSocket } from "./quiet-web-socket.js";

interface EngineOptions {
  /** What a client is told: it takes its connection for dead after their sum without a ping. */
  pingIntervalMs: number;
  pingTimeoutMs: number;
  /** Bytes of a frame; a longer one closes its connection. */
  maxBytes: number;
}

/**
 * What Socket.IO needs below it, for the one transport of this house; stands where Engine.IO's server would.
 * Emits `connection` with each.
 */
export class Engine extends EventEmitter<{ connection: [Connection] }> {
  readonly #options: EngineOptions;
  readonly #webSockets;

  constructor(options: EngineOptions) {
    super();
    this.#options = options;
    this.#webSockets = new WebSocketServer({
      noServer: true,
      WebSocket: QuietWebSocket,
      clientTracking: false,
      // 245 KB a connection against 11 KB without.
      perMessageDeflate: false,
      maxPayload: options.maxBytes,
    });
  }

  /** Answers an upgrade request; what comes of it is made by `connect`. */
  upgrade(
    request: IncomingMessage,
    tcp: TcpSocket,
    head: Buffer,
    connect: (options: ConnectionOptions) => Connection,
  ): void {
    this.#webSockets.handleUpgrade(request, tcp, head, (webSocket) => {
      const id = randomBytes(15).toString("base64url");
      const connection = connect({ id, request, webSocket, tcp });
      const {
        pingIntervalMs: pingInterval,
        pingTimeoutMs: pingTimeout,
        maxBytes: maxPayload,
      } = this.#options;
      connection.open({ sid: id, upgrades: [], pingInterval, pingTimeout, maxPayload });
      this.emit("connection", connection);
    });
  }

  /** Takes no further connections; Socket.IO calls it when it is closed. */
  close(): void {
    this.#webSockets.close();
  }
}
