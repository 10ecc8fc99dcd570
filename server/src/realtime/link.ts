import type { BotActor, VisitorActor } from "../chat/actor.js";
import { fullAfter, type Rate, waitMs } from "../limits/token-bucket.js";
import type { CutReason } from "../observer.js";
import type { Ticket } from "./admission.js";
import { Connection, type ConnectionOptions } from "./engine/connection.js";
import { Outbox } from "./outbox.js";

interface LinkOptions {
  ticket: Ticket;
  floodRate: Rate | null;
  beats: number;
  onCut(link: Link, reason: CutReason): void;
}

/** A message of so many characters counts as one frame; a longer one as several. */
const charsPerFrame = 65_536;

/** A connection below the namespaces, with what bounds it. */
export class Link extends Connection {
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
  readonly #onCut: (link: Link, reason: CutReason) => void;

  constructor(connection: ConnectionOptions, { ticket, floodRate, beats, onCut }: LinkOptions) {
    super(connection, beats);
    this.ticket = ticket;
    this.floodRate = floodRate;
    this.outbox = new Outbox(this, connection.tcp);
    this.#onCut = onCut;
  }

  /** The link below a socket, whose `conn` is typed as Engine.IO's; null when it was not opened here. */
  static of(conn: unknown): Link | null {
    return conn instanceof Link ? conn : null;
  }

  /** Closes at once and forgets what waits; the client reconnects by itself and resynchronises by its cursor. */
  cut(reason: CutReason): void {
    if (this.#isCut) return;
    this.#isCut = true;
    this.#onCut(this, reason);
    this.terminate();
  }

  protected override received(chars: number): void {
    if (!this.floodRate) return;
    const now = performance.now();
    if (waitMs(this.#floodFullAt, this.floodRate, now) > 0) this.cut("flood");
    else this.#floodFullAt = fullAfter(this.#floodFullAt, this.floodRate, now, 1 + chars / charsPerFrame);
  }

  protected override queued(data: string | Buffer): void {
    this.outbox.queued(data);
  }

  protected override flushed(): void {
    this.outbox.flushed();
  }
}
