import type { Server as HttpServer } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import type { CommitQueue } from "../store/commit-queue.js";
import type { SocketServer } from "./socket-server.js";

interface Draining {
  sockets: SocketServer;
  httpServer: HttpServer;
  queue: CommitQueue;
  /** What is still open after this long is cut. */
  timeoutMs: number;
}

// Long enough for a restart to be over for most, short enough for nobody to notice.
const reconnectWithinMs = 2000;
const pollMs = 20;

/**
 * Lets the doors run empty: no new connection, no new write, everything accepted is committed and answered,
 * everybody is told to come back at a random time, and the links are closed so that clients do so by themselves.
 */
export async function drain({ sockets, httpServer, queue, timeoutMs }: Draining): Promise<void> {
  const closed = new Promise<void>((resolve) => httpServer.close(() => resolve()));
  const deadline = delay(timeoutMs, undefined, { ref: false });
  await Promise.race([queue.close(), deadline]);
  sockets.people.emit("draining", { reconnectWithinMs });
  sockets.bots.emit("draining", { reconnectWithinMs });
  // Answers to what was just committed are handed to their sockets before these are closed.
  await new Promise(setImmediate);
  // Closing the engine sends what still waits, and unlike disconnecting leaves the client's reconnection on.
  for (const link of sockets.links) link.close();
  httpServer.closeIdleConnections();
  await Promise.race([allClosed(sockets), deadline]);
  // Whoever has not read until now is not going to.
  for (const link of sockets.links) link.terminate();
  httpServer.closeIdleConnections();
  await Promise.race([closed, deadline]);
  httpServer.closeAllConnections();
}

async function allClosed({ links }: SocketServer): Promise<void> {
  while (links.size > 0) await delay(pollMs);
}
