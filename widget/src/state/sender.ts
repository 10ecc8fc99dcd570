import type { SentMessage } from "@natter/protocol";
import { CallFailed } from "../transport/call-failed.js";
import type { Ambient } from "./ambient.js";
import type { Outbox, UnsentMessage } from "./outbox.js";
import { retrying } from "./retrying.js";

export interface SenderParts {
  outbox: Outbox;
  ambient: Ambient;
  scope: string;
  /** One `message.send`; rejects with `CallFailed`. */
  send(message: UnsentMessage): Promise<SentMessage>;
  onSent(sent: SentMessage): void;
  /** The token is void. The text stays unsent, for the next conversation. */
  onMembershipLost(failure: CallFailed): void;
  /** The `seq` behind which a text that fails now is shown. */
  lastSeq(): number;
  onChange(): void;
  /** Texts of an earlier page have come after `restore` was over. */
  onLate(): void;
}

/** The unsent texts of one chat. They are sent strictly one after another, each under the `localId` it was born with. */
export class Sender {
  readonly #parts: SenderParts;
  #unsent: UnsentMessage[] = [];
  /** The latest `createdAt` given out, also to a text that is still being stored. */
  #lastTime = 0;
  #running: Promise<void> = Promise.resolve();

  constructor(parts: SenderParts) {
    this.#parts = parts;
  }

  /** In order of sending. */
  get unsent(): readonly UnsentMessage[] {
    return this.#unsent;
  }

  get hasWork(): boolean {
    return this.#next() !== undefined;
  }

  /** Takes up what an earlier page left behind. */
  async restore(): Promise<void> {
    const { outbox, scope, onLate } = this.#parts;
    const late = (kept: UnsentMessage[]) => {
      this.#takeUp(kept);
      onLate();
    };
    this.#takeUp(await outbox.list(scope, late));
  }

  #takeUp(kept: UnsentMessage[]): void {
    const known = new Set(this.#unsent.map((message) => message.localId));
    this.#unsent = [...kept.filter((message) => !known.has(message.localId)), ...this.#unsent];
    this.#sort();
    this.#parts.onChange();
  }

  /** Shows the text once it is stored: what a visitor has seen in the thread, a reload does not lose. */
  async add(text: string, quotedMessageId: string | null, conversationId: string | null): Promise<void> {
    const { ambient, scope } = this.#parts;
    const message: UnsentMessage = {
      localId: ambient.newId(),
      scope,
      text,
      quotedMessageId,
      conversationId,
      createdAt: this.#nextTime(),
      failure: null,
      failedAfterSeq: 0,
    };
    await this.#parts.outbox.put(message);
    // A chat that is just starting may have read it back already.
    if (this.#unsent.some(({ localId }) => localId === message.localId)) return;
    this.#unsent = [...this.#unsent, message];
    this.#sort();
    this.#parts.onChange();
  }

  /** Moves a failed text to the end of the queue. */
  async retry(localId: string): Promise<void> {
    const message = this.#unsent.find((candidate) => candidate.localId === localId);
    if (!message?.failure) return;
    const again = { ...message, failure: null, createdAt: this.#nextTime() };
    this.#unsent = [...this.#unsent.filter((other) => other !== message), again];
    this.#parts.onChange();
    await this.#parts.outbox.put(again);
  }

  /** Forgets a text: it was sent after all, or the visitor deleted it. */
  async drop(localId: string): Promise<void> {
    if (!this.#unsent.some((message) => message.localId === localId)) return;
    this.#unsent = this.#unsent.filter((message) => message.localId !== localId);
    this.#parts.onChange();
    await this.#parts.outbox.remove(localId);
  }

  /** A new conversation begins: what was waiting is kept, but only the visitor sends it now. */
  async holdBack(): Promise<void> {
    for (const message of this.#unsent)
      await this.#replace({ ...message, failure: "conversation_ended", failedAfterSeq: 0 });
  }

  /** Sends all that waits, until done or `signal` aborts. A second call waits for the first. */
  run(signal: AbortSignal): Promise<void> {
    const run = this.#running.then(() => this.#drain(signal));
    this.#running = run.catch(() => {});
    return run;
  }

  async #drain(signal: AbortSignal): Promise<void> {
    for (let message = this.#next(); message && !signal.aborted; message = this.#next()) {
      try {
        await retrying(this.#parts.ambient, signal, () => this.#sendOnce(message as UnsentMessage));
      } catch (error) {
        if (!(error instanceof CallFailed)) throw error;
        // A send that is "not found" misses what it quotes: the connection has just proved the membership.
        if (error.isMembershipLost && error.code !== "not_found") return this.#parts.onMembershipLost(error);
        await this.#replace({ ...message, failure: error.code, failedAfterSeq: this.#parts.lastSeq() });
      }
    }
  }

  async #sendOnce(message: UnsentMessage): Promise<void> {
    // Its echo may have come by the feed, or the visitor may have deleted it, during a backoff.
    if (!this.#unsent.includes(message)) return;
    const sent = await this.#parts.send(message);
    this.#parts.onSent(sent);
    await this.drop(message.localId);
  }

  #next(): UnsentMessage | undefined {
    return this.#unsent.find((message) => message.failure === null);
  }

  async #replace(message: UnsentMessage): Promise<void> {
    this.#unsent = this.#unsent.map((other) => (other.localId === message.localId ? message : other));
    this.#parts.onChange();
    await this.#parts.outbox.put(message);
  }

  #sort(): void {
    this.#unsent.sort((a, b) => a.createdAt - b.createdAt);
  }

  #nextTime(): number {
    const last = this.#unsent.at(-1)?.createdAt ?? 0;
    this.#lastTime = Math.max(this.#parts.ambient.now(), last + 1, this.#lastTime + 1);
    return this.#lastTime;
  }
}
