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

/** Resolves when the condition holds; rejects after `withinMs`. */
export async function until(condition: () => boolean | Promise<boolean>, withinMs = 10_000): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`not within ${withinMs} ms: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
