import type { Socket as TcpSocket } from "node:net";

/** What is used of the connection. */
interface Writer {
  /** No write is under way. */
  readonly writable: boolean;
  /** Packets that wait behind the one under way. */
  readonly waiting: number;
  cut(reason: "slow"): void;
}

export interface OutboxBounds {
  /** Bytes that may wait behind an unfinished write. */
  maxBytes: number;
  /** Packets that may wait behind a write which has not moved for a second. */
  maxPackets: number;
  /** How long a write may stand still. */
  maxStillMs: number;
}

/** A visitor's; past them the link is cut, since reading on from a cursor costs less than keeping a queue. */
export const personOutbox: OutboxBounds = { maxBytes: 1_048_576, maxPackets: 256, maxStillMs: 8000 };
/** Bots get many requests at once, and their owner holds a key. */
export const botOutbox: OutboxBounds = { maxBytes: 16_777_216, maxPackets: 4096, maxStillMs: 8000 };

// What a packet weighs beside its data.
const packetBytes = 200;

/**
 * Bounds what waits for a reader that reads slowly or not at all; Socket.IO itself queues without end. Bytes are
 * counted as packets are queued, which costs a packet one comparison while its reader keeps up; packets and
 * standstill are looked at once a second.
 */
export class Outbox {
  bounds = personOutbox;
  readonly #writer: Writer;
  readonly #tcp: TcpSocket;
  #waitingBytes = 0;
  #isDoubted = false;
  #flushes = 0;
  #seenFlushes = 0;
  #seenUnsent = 0;
  #stillSince = 0;

  constructor(writer: Writer, tcp: TcpSocket) {
    this.#writer = writer;
    this.#tcp = tcp;
  }

  /** What waited goes out. */
  flushed(): void {
    this.#flushes += 1;
  }

  /** Called about once a second. */
  check(now: number): void {
    const unsent = unsentBytes(this.#tcp);
    // Nothing was unsent at the last look: then it stands still since now at the earliest.
    const isNew = this.#seenUnsent === 0;
    const hasMoved = isNew || this.#flushes !== this.#seenFlushes || unsent < this.#seenUnsent;
    this.#seenFlushes = this.#flushes;
    this.#seenUnsent = unsent;
    if (hasMoved || unsent === 0) {
      this.#stillSince = now;
      return;
    }
    const stillMs = now - this.#stillSince;
    const isFull = this.#writer.waiting > this.bounds.maxPackets;
    if (isFull || stillMs >= this.bounds.maxStillMs) this.#writer.cut("slow");
  }

  /** A packet is about to be added to what waits. */
  queued(data: string | Buffer): void {
    const { writable, waiting } = this.#writer;
    // It goes out at once.
    if (writable) return;
    // A single packet may be as large as it is: a page of long messages is.
    if (waiting === 0) this.#waitingBytes = 0;
    this.#waitingBytes += packetBytes + (typeof data === "string" ? Buffer.byteLength(data) : data.length);
    if (this.#waitingBytes > this.bounds.maxBytes && waiting > 0) this.#doubt();
  }

  /** What one turn of the event loop queued may still go out before the next: only what stays is an overflow. */
  #doubt(): void {
    if (this.#isDoubted) return;
    this.#isDoubted = true;
    const flushes = this.#flushes;
    setImmediate(() => {
      this.#isDoubted = false;
      if (flushes === this.#flushes) this.#writer.cut("slow");
    });
  }
}

/** What the kernel has not taken yet. Node shows the progress of a large write only on the handle. */
function unsentBytes(tcp: TcpSocket): number {
  const handle = (tcp as { _handle?: { writeQueueSize?: number } | null })._handle;
  return Math.max(handle?.writeQueueSize ?? 0, tcp.writableLength);
}
