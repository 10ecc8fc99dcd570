import type { Socket as TcpSocket } from "node:net";
import type { BotActor, VisitorActor } from "../chat/actor.js";
import { type Limiter, rateLimited } from "../limits/limiter.js";
import type { Rate } from "../limits/token-bucket.js";
import type { Log } from "../log.js";
import type { CutReason, Observer } from "../observer.js";
import type { Ticket } from "./admission.js";
import type { ConnectionOptions, PingBounds } from "./engine/connection.js";
import { Link } from "./link.js";
import { botOutbox } from "./outbox.js";

interface LinksOptions {
  /** With limits off, nobody is cut for sending much. */
  limiter: Limiter;
  observer: Observer;
  log: Log;
  pingIntervalMs: number;
  pingTimeoutMs: number;
}

const sweepMs = 1000;
// Links that are looked at in one turn of the event loop: a fraction of a millisecond.
const slice = 250;

/** Every connection of this process, and the one timer that pings them and finds those that stand still. */
export class Links implements Disposable {
  readonly #options: LinksOptions;
  /** By their TCP sockets, which live from the upgrade on; a ticket until the upgrade was answered. */
  readonly #open = new Map<TcpSocket, Ticket | Link>();
  readonly #sweep: NodeJS.Timeout;
  readonly #ping: PingBounds;
  #beats = 0;
  /** One listener for all. */
  readonly #onClose: (this: TcpSocket) => void;

  constructor(options: LinksOptions) {
    this.#options = options;
    // Counted in sweeps, a pause of this process makes nobody look dead.
    this.#ping = {
      pingEvery: Math.ceil(options.pingIntervalMs / sweepMs),
      answerWithin: Math.ceil(options.pingTimeoutMs / sweepMs),
    };
    this.#sweep = setInterval(() => this.#check(), sweepMs);
    this.#sweep.unref();
    const forget = (tcp: TcpSocket) => this.#forget(tcp);
    this.#onClose = function () {
      forget(this);
    };
  }

  /** An upgrade was admitted; its ticket is released when the connection closes, however far it came. */
  admitted(tcp: TcpSocket, ticket: Ticket): void {
    this.#open.set(tcp, ticket);
    tcp.on("close", this.#onClose);
  }

  /** The upgrade was answered: from now on it is a link. */
  opened(connection: ConnectionOptions): Link {
    const { tcp } = connection;
    const ticket = this.#open.get(tcp);
    // Whoever answers an upgrade has said first that it was admitted.
    if (!ticket || ticket instanceof Link) throw new Error("A connection was opened that was not admitted");
    // After a restart everybody comes back within two seconds: each second gets its share of the pings.
    this.#beats = (this.#beats + 1) % this.#ping.pingEvery;
    const link = new Link(connection, {
      ticket,
      floodRate: this.#floodRate("calls"),
      beats: this.#beats,
      onCut: this.#onCut,
    });
    this.#open.set(tcp, link);
    return link;
  }

  /** The link is `actor`'s from now on, with the bounds of its kind. */
  letIn(link: Link, actor: VisitorActor | BotActor): void {
    link.ticket.joined();
    link.actor = actor;
    if (actor.kind !== "bot") return;
    link.outbox.bounds = botOutbox;
    link.floodRate = this.#floodRate("bot-calls");
  }

  get size(): number {
    return this.#open.size;
  }

  *[Symbol.iterator](): Iterator<Link> {
    for (const open of this.#open.values()) if (open instanceof Link) yield open;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#sweep);
  }

  #forget(tcp: TcpSocket): void {
    const open = this.#open.get(tcp);
    this.#open.delete(tcp);
    if (open instanceof Link) open.ticket.release();
    else open?.release();
  }

  /** Ten times the rate for a second is no slip: twice the rate in the long run, and ten seconds' worth at once. */
  #floodRate(name: "calls" | "bot-calls"): Rate | null {
    const rate = this.#options.limiter.rates?.[name];
    if (!rate) return null;
    return { perSecond: rate.perSecond * 2, burst: Math.max(rate.perSecond * 10, rate.burst * 2) };
  }

  #check(links = this[Symbol.iterator]()): void {
    // Whole numbers take no memory of their own.
    const now = Math.round(performance.now());
    for (let checked = 0; checked < slice; checked += 1) {
      const { value: link, done } = links.next();
      if (done) return;
      link.outbox.check(now);
      link.beat(this.#ping);
    }
    setImmediate(() => this.#check(links));
  }

  /** Who was cut for a flood comes back later: at once, letting them in would be the next flood. */
  requireRested(actor: VisitorActor | BotActor): void {
    const wait = this.#options.limiter.wait("floods", keyOf(actor));
    if (wait > 0) throw rateLimited("floods", wait);
  }

  readonly #onCut = ({ actor, ticket }: Link, reason: CutReason): void => {
    this.#options.observer.linkCut(reason);
    if (reason === "flood" && actor) this.#options.limiter.take("floods", keyOf(actor));
    const who =
      actor?.kind === "visitor"
        ? { conversationId: actor.conversationId, participantId: actor.participantId }
        : { bot: actor?.botName };
    this.#options.log.warn({ ...who, address: ticket.address, reason }, "link cut");
  };
}

const keyOf = (actor: VisitorActor | BotActor) => (actor.kind === "bot" ? actor.botId : actor.participantId);
