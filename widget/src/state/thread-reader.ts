import type { Delta, Feed, Message } from "@natter/protocol";
import { CallFailed } from "../transport/call-failed.js";
import type { Link } from "../transport/transport.js";
import type { Ambient } from "./ambient.js";
import { retrying } from "./retrying.js";
import * as log from "./thread.js";

const pageSize = 50;
const catchUpPageSize = 200;

export interface ReaderParts {
  ambient: Ambient;
  call: Link["call"];
  /**
   * Messages that the thread lacked, and those that have been written to their end. News came by the feed or an
   * acknowledgement, the rest by reading history.
   */
  onAdded(messages: readonly Message[], isNews: boolean): void;
  onChange(): void;
}

/** Keeps one conversation's thread equal to the server's, whatever packets are lost, late or repeated. */
export class ThreadReader {
  readonly #parts: ReaderParts;
  #thread = log.emptyThread;
  #isLoadingOlder = false;
  /** The online time in which missed changes are being read. */
  #catchingUp: AbortSignal | null = null;

  constructor(parts: ReaderParts) {
    this.#parts = parts;
  }

  get messages(): readonly Message[] {
    return log.inOrder(this.#thread);
  }

  get cursor(): number | null {
    return this.#thread.cursor;
  }

  get hasOlder(): boolean {
    return log.hasOlder(this.#thread);
  }

  get isLoadingOlder(): boolean {
    return this.#isLoadingOlder;
  }

  /** A message that an acknowledgement brought. It moves no cursor. */
  add(message: Message): void {
    this.#take(log.merge(this.#thread, [message]));
  }

  /** Applies a packet, and reads what it shows to be missing. */
  apply(feed: Feed, signal: AbortSignal): void {
    this.#take(log.applyFeed(this.#thread, feed));
    void this.catchUp(signal);
  }

  extend(delta: Delta): void {
    const next = log.applyDelta(this.#thread, delta);
    if (next === this.#thread) return;
    this.#thread = next;
    this.#parts.onChange();
  }

  /** Reads on until nothing is missing. A failure is healed by the next packet: heartbeats carry the head. */
  async catchUp(signal: AbortSignal): Promise<void> {
    if (this.#catchingUp === signal) return;
    this.#catchingUp = signal;
    try {
      while (log.isBehind(this.#thread) && !signal.aborted) {
        const after = this.#thread.cursor ?? 0;
        const feed = await this.#parts.call("feed.read", { after, limit: catchUpPageSize });
        if (signal.aborted || feed.upTo <= after) break;
        this.#take(log.applyFeed(this.#thread, feed));
      }
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error;
    } finally {
      if (this.#catchingUp === signal) this.#catchingUp = null;
    }
  }

  /** Reads the newest page, unless a page was read before. Rejects with a `CallFailed` that is not retryable. */
  async start(signal: AbortSignal): Promise<void> {
    if (this.#thread.cursor !== null) return;
    const read = () => this.#parts.call("history.read", { limit: pageSize });
    const page = await retrying(this.#parts.ambient, signal, read);
    if (!page || signal.aborted) return;
    this.#thread = log.applyHistory(this.#thread, page);
    this.#parts.onAdded(page.messages, false);
    this.#parts.onChange();
  }

  async loadOlder(signal: AbortSignal): Promise<void> {
    if (this.#isLoadingOlder || !this.hasOlder) return;
    this.#isLoadingOlder = true;
    this.#parts.onChange();
    try {
      const before = this.#thread.completeFrom;
      const page = await this.#parts.call("history.read", { before, limit: pageSize });
      if (!signal.aborted) this.#thread = log.applyOlder(this.#thread, page);
    } catch (error) {
      // Scrolling on asks again.
      if (!(error instanceof CallFailed)) throw error;
    } finally {
      this.#isLoadingOlder = false;
      this.#parts.onChange();
    }
  }

  #take(next: log.Thread): void {
    const before = this.#thread;
    this.#thread = next;
    const added = log.inOrder(next).filter((message) => {
      const known = before.messages.get(message.id);
      return !known || (log.isStreaming(known) && !log.isStreaming(message));
    });
    this.#parts.onAdded(added, true);
    this.#parts.onChange();
  }
}
