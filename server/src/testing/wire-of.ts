import type { Socket as TcpSocket } from "node:net";
import type { BotClient, VisitorClient } from "./test-server.js";

/** The WebSocket below a client, which socket.io-client does not show in its types. */
interface Wire {
  _socket: TcpSocket;
  ping(): void;
}

/** For clients that misbehave: pauses their TCP socket, or sends below Engine.IO. */
export function wireOf(client: VisitorClient | BotClient): Wire {
  return (client.io.engine.transport as unknown as { ws: Wire }).ws;
}
