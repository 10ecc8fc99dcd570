import type { Limiter } from "../limits/limiter.js";
import type { HandshakeRefusal, Observer } from "../observer.js";

interface AdmissionOptions {
  limiter: Limiter;
  observer: Observer;
  maxSockets: number;
  maxSocketsPerAddress: number;
}

/** Handshakes that may be under way, in all and from one address: from the upgrade until a namespace let them in. */
const maxPending = 1024;
const maxPendingPerAddress = 128;

interface Count {
  sockets: number;
  pending: number;
}

export interface Refused {
  reason: HandshakeRefusal;
  retryAfterMs: number;
}

/** Decides who may begin a socket handshake, before anything is spent on it. */
export class Admission {
  readonly #options: AdmissionOptions;
  readonly #counts = new Map<string, Count>();
  #sockets = 0;
  #pending = 0;

  constructor(options: AdmissionOptions) {
    this.#options = options;
  }

  ask(address: string): Ticket | Refused {
    const refused = this.#refusal(address);
    if (!refused) return this.#ticket(address);
    this.#options.observer.handshakeRefused(refused.reason);
    return refused;
  }

  #refusal(address: string): Refused | null {
    const { maxSockets, maxSocketsPerAddress, limiter } = this.#options;
    const count = this.#counts.get(address);
    if (this.#sockets >= maxSockets) return { reason: "full", retryAfterMs: 5000 };
    if (count && count.sockets >= maxSocketsPerAddress) return { reason: "address-full", retryAfterMs: 5000 };
    if (this.#pending >= maxPending || (count && count.pending >= maxPendingPerAddress)) {
      return { reason: "too-many-pending", retryAfterMs: 1000 };
    }
    // Of the address first, so that one address cannot use up what is for all.
    const wait = limiter.take("handshakes", address) || limiter.take("all-handshakes", "");
    return wait > 0 ? { reason: "rate", retryAfterMs: wait } : null;
  }

  #ticket(address: string): Ticket {
    if (!this.#counts.has(address)) this.#counts.set(address, { sockets: 0, pending: 0 });
    this.count(address, 1, 1);
    return new Ticket(this, address);
  }

  count(address: string, sockets: number, pending: number): void {
    const count = this.#counts.get(address);
    if (!count) return;
    count.sockets += sockets;
    count.pending += pending;
    this.#sockets += sockets;
    this.#pending += pending;
    if (count.sockets === 0) this.#counts.delete(address);
  }
}

/** A place for one connection. */
export class Ticket {
  readonly address: string;
  readonly #admission: Admission;
  #isPending = true;

  constructor(admission: Admission, address: string) {
    this.#admission = admission;
    this.address = address;
  }

  /** A namespace let it in. */
  joined(): void {
    if (this.#isPending) this.#admission.count(this.address, 0, -1);
    this.#isPending = false;
  }

  /** The connection is gone. */
  release(): void {
    this.#admission.count(this.address, -1, this.#isPending ? -1 : 0);
    this.#isPending = false;
  }
}
