import type { Server as HttpServer } from "node:http";
import {
  type BotCalls,
  type BotEvents,
  limits,
  type VisitorCalls,
  type VisitorEvents,
} from "@natter/protocol";
import { type DefaultEventsMap, type Namespace, Server, type Socket } from "socket.io";
import type { BotActor, VisitorActor } from "../chat/actor.js";
import { frameParser } from "./frame-parser.js";

export interface VisitorData {
  actor: VisitorActor;
  cursor: number | undefined;
}
export interface BotData {
  actor: BotActor;
}
export type VisitorServer = Server<VisitorCalls, VisitorEvents, DefaultEventsMap, VisitorData>;
export type VisitorSocket = Socket<VisitorCalls, VisitorEvents, DefaultEventsMap, VisitorData>;
export type BotNamespace = Namespace<BotCalls, BotEvents, DefaultEventsMap, BotData>;
export type BotSocket = Socket<BotCalls, BotEvents, DefaultEventsMap, BotData>;

/** A connection below the namespaces. */
export interface Link {
  /** Sends what waits, then closes; the client reconnects by itself. */
  close(): void;
  once(event: "close", listener: () => void): unknown;
}

export interface SocketServer {
  /** Namespace `/`. */
  people: VisitorServer;
  /** Namespace `/bots`. */
  bots: BotNamespace;
  links: ReadonlySet<Link>;
}

/** Socket.IO as this house runs it. */
export function createSocketServer(httpServer: HttpServer): SocketServer {
  const io: VisitorServer = new Server(httpServer, {
    // One transport: no sticky sessions, no second code path, no CORS of its own.
    transports: ["websocket"],
    serveClient: false,
    // 245 KB a connection against 11 KB without.
    perMessageDeflate: false,
    // Past this the link is cut; between this and the frame limit the sender gets an error instead.
    maxHttpBufferSize: limits.linkMaxBytes,
    // A frozen peer is noticed within their sum.
    pingInterval: 15_000,
    pingTimeout: 10_000,
    connectTimeout: 10_000,
    parser: frameParser,
  });
  const links = new Set<Link>();
  io.engine.on("connection", (link: Link) => {
    links.add(link);
    link.once("close", () => links.delete(link));
  });
  // Socket.IO types all namespaces like the first; this one speaks the bots' tables.
  return { people: io, bots: io.of("/bots") as unknown as BotNamespace, links };
}

/**
 * Drops the upgrade request and its headers once a socket was let in: nothing needs them further, and they
 * weigh a sixth of an idle connection. Not sooner: the origin is read from them.
 */
export function forgetRequest(socket: VisitorSocket | BotSocket): void {
  // Typed as never null; Socket.IO documents setting it so.
  (socket.conn as { request: unknown }).request = null;
  socket.handshake.headers = {};
}
