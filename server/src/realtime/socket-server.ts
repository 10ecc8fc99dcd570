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
import type { Language } from "../i18n/languages.js";
import type { Limiter } from "../limits/limiter.js";
import type { Log } from "../log.js";
import type { Observer } from "../observer.js";
import type { Admission } from "./admission.js";
import { Engine } from "./engine/engine.js";
import { frameParser } from "./frame-parser.js";
import { lightenRooms } from "./idle-weight/lighten.js";
import { Links } from "./links.js";
import { openUpgradeDoor } from "./upgrade-door.js";

export interface VisitorData {
  actor: VisitorActor;
  cursor: number | undefined;
  /** Of the errors that this socket gets. */
  language: Language;
}
export interface BotData {
  actor: BotActor;
  /** By which it was let in. */
  keyId: string;
  language: Language;
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
  limiter: Limiter;
  observer: Observer;
  trustProxy: boolean;
  log: Log;
}

// A frozen peer is noticed within their sum.
const ping = { pingIntervalMs: 15_000, pingTimeoutMs: 10_000 };

/** Socket.IO as this house runs it: over an engine of ours, which takes upgrades only from the door before it. */
export function createSocketServer(options: SocketServerOptions): SocketServer {
  const io: VisitorServer = new Server({ connectTimeout: 10_000, parser: frameParser });
  lightenRooms(io.sockets);
  const links = new Links({ ...options, ...ping });
  // Past these bytes the link is cut; between them and the frame limit the sender gets an error instead.
  const engine = new Engine({ ...ping, maxBytes: limits.linkMaxBytes });
  // Typed for Engine.IO's own server; Socket.IO documents any that emits connections and can be closed.
  io.bind(engine as unknown as Parameters<VisitorServer["bind"]>[0]);
  openUpgradeDoor({
    ...options,
    onAdmitted(request, tcp, head, ticket) {
      links.admitted(tcp, ticket);
      engine.upgrade(request, tcp, head, (connection) => links.opened(connection));
    },
  });
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
