import type { Server as HttpServer, IncomingMessage, RequestListener } from "node:http";
import {
  type BotCalls,
  type BotEvents,
  limits,
  type VisitorCalls,
  type VisitorEvents,
} from "@natter/protocol";
import { type DefaultEventsMap, type Namespace, Server, type Socket } from "socket.io";
import type { BotActor, VisitorActor } from "../chat/actor.js";
import type { Rates } from "../limits/rates.js";
import type { Log } from "../log.js";
import type { Observer } from "../observer.js";
import type { Admission } from "./admission.js";
import { frameParser } from "./frame-parser.js";
import { type EngineSocket, Link } from "./link.js";
import { Links } from "./links.js";
import { openUpgradeDoor } from "./upgrade-door.js";

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

export interface SocketServer {
  /** Namespace `/`. */
  people: VisitorServer;
  /** Namespace `/bots`. */
  bots: BotNamespace;
  links: Links;
}

interface SocketServerOptions {
  httpServer: HttpServer;
  admission: Admission;
  rates: Rates | null;
  observer: Observer;
  trustProxy: boolean;
  log: Log;
}

/** Socket.IO as this house runs it. */
export function createSocketServer(options: SocketServerOptions): SocketServer {
  const { httpServer } = options;
  const listeners = httpServer.listeners("request");
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
  // Engine.IO takes requests over which could only ask for long-polling; like any other they get a problem.
  httpServer.removeAllListeners("request");
  for (const listener of listeners) httpServer.on("request", listener as RequestListener);
  const links = new Links(options);
  openUpgradeDoor({
    ...options,
    onAdmitted(request, tcp, head, ticket) {
      links.admitted(tcp, ticket);
      // Typed for Engine.IO's own kind of request, which it makes of this one.
      io.engine.handleUpgrade(request, tcp, head);
    },
  });
  io.engine.on("connection", (engine: EngineSocket & { request: IncomingMessage }) => {
    links.opened(engine, engine.request.socket);
  });
  io.engine.on("flush", (engine: EngineSocket) => Link.of(engine)?.outbox.flushed());
  // Socket.IO types all namespaces like the first; this one speaks the bots' tables.
  return { people: io, bots: io.of("/bots") as unknown as BotNamespace, links };
}

const forgotten: VisitorSocket["handshake"] = {
  headers: {},
  time: "",
  address: "",
  xdomain: false,
  secure: false,
  issued: 0,
  url: "",
  query: {},
  auth: {},
};

/**
 * Drops the upgrade request, its headers and the credential once a socket was let in: nothing needs them further,
 * and they weigh a sixth of an idle connection. Not sooner: origin and credential are read from them.
 */
export function forgetRequest(socket: VisitorSocket | BotSocket): void {
  // Typed as never null; Socket.IO documents setting it so.
  (socket.conn as { request: unknown }).request = null;
  // Typed as read-only; every field of it belongs to the request.
  (socket as { handshake: typeof socket.handshake }).handshake = forgotten;
}
