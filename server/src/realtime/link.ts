import type { Socket as TcpSocket } from "node:net";
import type { BotActor, VisitorActor } from "../chat/actor.js";
import { fullAfter, type Rate, waitMs } from "../limits/token-bucket.js";
import type { CutReason } from "../observer.js";
import type { Ticket } from "./admission.js";
import { Outbox } from "./outbox.js";

/** What a packet below the namespaces shows. */
interface EnginePacket {
  data?: string | Buffer;
}

/** What is used of an Engine.IO socket; its own types leave out the WebSocket below the transport. */
export interface EngineSocket {
  readonly writeBuffer: readonly EnginePacket[];
  readonly transport: {
    readonly writable: boolean;
    readonly socket: {
      terminate(): void;
      on(event: "ping", listener: (this: WithLink) => void): unknown;
    };
  };
  /** Sends what waits, then closes. */
  close(): void;
  on(event: "close", listener: (this: WithLink, reason: string) => void): unknown;
  on(event: "packet" | "packetCreate", listener: (this: WithLink, packet: EnginePacket) => void): unknown;
}

/** Where listeners that all connections share find the link of theirs: ten thousand closures weigh megabytes. */
const linkOf = Symbol("link");
interface WithLink {
  [linkOf]: Link;
}

interface LinkOptions {
  engine: EngineSocket;
  tcp: TcpSocket;
  ticket: Ticket;
  floodRate: Rate | null;
  onCut(link: Link, reason: CutReason): void;
}

/** A message of so many characters counts as one frame; a longer one as several. */
const charsPerFrame = 65_536;

/** A connection below the namespaces, with what bounds it. */
export class Link {
  readonly ticket: Ticket;
  readonly outbox: Outbox;
  /** Who is at the other end, from the handshake on. */
  actor: VisitorActor | BotActor | null = null;
  /** Credentials that were presented on it. */
  attempts = 0;
  /** The token bucket of its calls. */
  callsFullAt = 0;
  /** What it may send at all, answered or refused; past this it is cut. Null: as much as it likes. */
  floodRate: Rate | null;
  #floodFullAt = 0;
  #isCut = false;
  readonly #engine: EngineSocket;
  readonly #onCut: (link: Link, reason: CutReason) => void;

  constructor({ engine, tcp, ticket, floodRate, onCut }: LinkOptions) {
    this.ticket = ticket;
    this.floodRate = floodRate;
    this.outbox = new Outbox(engine, tcp, this);
    this.#engine = engine;
    this.#onCut = onCut;
    const { socket } = engine.transport;
    Object.assign(engine, { [linkOf]: this });
    Object.assign(socket, { [linkOf]: this });
    engine.on("packet", countPacket);
    engine.on("packetCreate", countQueued);
    engine.on("close", letGo);
    // Answered below Engine.IO, but answered: a flood of them is one, too.
    socket.on("ping", countPing);
  }

  /** The link of a connection, or null when it was not opened here. */
  static of(engine: unknown): Link | null {
    return (engine as Partial<WithLink>)[linkOf] ?? null;
  }

  /** Sends what waits, then closes; the client reconnects by itself. */
  close(): void {
    this.#engine.close();
  }

  /** Closes at once and forgets what waits; the client reconnects by itself and resynchronises by its cursor. */
  cut(reason: CutReason): void {
    if (this.#isCut) return;
    this.#isCut = true;
    this.#onCut(this, reason);
    this.terminate();
  }

  terminate(): void {
    // Closing the WebSocket properly would wait for a peer that may never answer, with all that is queued in memory.
    this.#engine.transport.socket.terminate();
  }

  received(chars: number): void {
    if (!this.floodRate) return;
    const now = performance.now();
    if (waitMs(this.#floodFullAt, this.floodRate, now) > 0) this.cut("flood");
    else this.#floodFullAt = fullAfter(this.#floodFullAt, this.floodRate, now, 1 + chars / charsPerFrame);
  }
}

function countPacket(this: WithLink, { data }: EnginePacket): void {
  this[linkOf].received(data?.length ?? 0);
}
function countQueued(this: WithLink, { data }: EnginePacket): void {
  this[linkOf].outbox.queued(data);
}
function countPing(this: WithLink): void {
  this[linkOf].received(0);
}
function letGo(this: WithLink, reason: string): void {
  // Who answers no ping does not answer the closing handshake either, for which the WebSocket would wait 30 s.
  if (reason === "ping timeout") this[linkOf].terminate();
}
