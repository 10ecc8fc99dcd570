import type { NatterError } from "../errors.js";
import type { SharedRate } from "../limits/limiter.js";
import { type Limiter, rateLimited } from "../limits/limiter.js";
import { fullAfter, waitMs } from "../limits/token-bucket.js";
import type { Observer } from "../observer.js";
import type { Link } from "./link.js";

const messagesPerToken = 20;

/** Calls that write, and so cost everybody something. */
const sends: ReadonlySet<string> = new Set(["message.send", "message.edit", "message.delete"]);

/** A page of many messages costs the database and the line as much as many calls. */
function pageCost(input: unknown): number {
  const limit = typeof input === "object" && input !== null && "limit" in input ? input.limit : 0;
  return typeof limit === "number" && limit > messagesPerToken ? limit / messagesPerToken : 1;
}

/** The token buckets before every call of a socket: its own, its participant's and its address's. */
export class CallGate {
  readonly #limiter: Limiter;
  readonly #observer: Observer;

  constructor(limiter: Limiter, observer: Observer) {
    this.#limiter = limiter;
    this.#observer = observer;
  }

  /** Null when the call may go on; otherwise what to answer. A call that is refused takes no further tokens. */
  refusal(link: Link, call: string, input: unknown): NatterError | null {
    const { rates } = this.#limiter;
    if (!rates) return null;
    const { actor } = link;
    const own = actor?.kind === "bot" ? "bot-calls" : "calls";
    const now = this.#limiter.now();
    const wait = waitMs(link.callsFullAt, rates[own], now);
    if (wait > 0) {
      this.#observer.rateLimited(own);
      return rateLimited(own, wait);
    }
    link.callsFullAt = fullAfter(link.callsFullAt, rates[own], now);
    if (actor?.kind !== "visitor") return null;
    return (
      (sends.has(call) ? this.#shared("sends", actor.participantId) : null) ??
      this.#shared("participant-calls", actor.participantId, pageCost(input)) ??
      this.#shared("address-calls", link.ticket.address)
    );
  }

  #shared(name: SharedRate, key: string, cost = 1): NatterError | null {
    const wait = this.#limiter.take(name, key, cost);
    return wait > 0 ? rateLimited(name, wait) : null;
  }
}
