import type { Socket as TcpSocket } from "node:net";
import type { BotActor, VisitorActor } from "../chat/actor.js";
import type { Rates } from "../limits/rates.js";
import type { Rate } from "../limits/token-bucket.js";
import type { Log } from "../log.js";
import type { CutReason, Observer } from "../observer.js";
import type { Ticket } from "./admission.js";
import { type EngineSocket, Link } from "./link.js";
import { botOutbox } from "./outbox.js";

interface LinksOptions {
  /** Null: nobody is cut for sending much. */
  rates: Rates | null;
  observer: Observer;
  log: Log;
}

const sweepMs = 1000;

/** Every connection of this process, and the sweep that finds those that stand still. */
export class Links implements Disposable {
  readonly #options: LinksOptions;
  /** By their TCP sockets, which live from the upgrade on; a ticket until Engine.IO has taken over. */
  readonly #open = new Map<TcpSocket, Ticket | Link>();
  readonly #sweep: NodeJS.Timeout;
  /** One listener for all. */
  readonly #onClose: (this: TcpSocket) => void;

  constructor(options: LinksOptions) {
    this.#options = options;
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

  /** Engine.IO has taken the connection over. */
  opened(engine: EngineSocket, tcp: TcpSocket): void {
    const ticket = this.#open.get(tcp);
    if (!ticket || ticket instanceof Link) return;
    this.#open.set(
      tcp,
      new Link({ engine, tcp, ticket, floodRate: this.#floodRate("calls"), onCut: this.#onCut }),
    );
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
    const rate = this.#options.rates?.[name];
    if (!rate) return null;
    return { perSecond: rate.perSecond * 2, burst: Math.max(rate.perSecond * 10, rate.burst * 2) };
  }

  #check(): void {
    const now = performance.now();
    for (const link of this) link.outbox.check(now);
  }

  readonly #onCut = ({ actor, ticket }: Link, reason: CutReason): void => {
    this.#options.observer.linkCut(reason);
    const who =
      actor?.kind === "visitor"
        ? { conversationId: actor.conversationId, participantId: actor.participantId }
        : { bot: actor?.botName };
    this.#options.log.warn({ ...who, address: ticket.address, reason }, "link cut");
  };
}
