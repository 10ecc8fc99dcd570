import type { botCalls, CallInput, CallReply, Delta, SentMessage } from "@natter/protocol";
import { limits } from "@natter/protocol";
import type { BotActor } from "../chat/actor.js";
import type { Core } from "../chat/core.js";
import { beginStream, checkpointStream, endStream } from "../chat/write-stream.js";
import { failure, invalidInput, NatterError } from "../errors.js";

type Piece = CallInput<typeof botCalls, "delta">;
type OfEffect = CallInput<typeof botCalls, "delta.end">;

export interface StreamsOptions {
  core: Core;
  onDelta(conversationId: string, delta: Delta): void;
  onFault(error: unknown): void;
}

/** One message that is being written by a bot that is connected here. */
interface Live {
  actor: BotActor;
  instance: string;
  of: OfEffect;
  conversationId: string;
  messageId: string;
  /** Whether nobody may see it yet. */
  isHeld: boolean;
  text: string;
  /** Characters that readers have been sent, and those that are stored. */
  sent: number;
  stored: number;
  frame: NodeJS.Timeout | undefined;
  checkpoint: NodeJS.Timeout | undefined;
}

// Twenty frames a second look like writing; more are only work for the browser.
const frameMs = 50;
const checkpointMs = 1000;

/**
 * The messages that bots are writing at the moment. Readers get the pieces as volatile deltas; the database
 * gets the text once a second, as a change that every reader sees, so whatever was missed is healed by then.
 */
export class Streams {
  readonly #options: StreamsOptions;
  readonly #live = new Map<string, Live>();
  #isClosed = false;

  constructor(options: StreamsOptions) {
    this.#options = options;
  }

  async add(actor: BotActor, instance: string, piece: Piece): Promise<CallReply<typeof botCalls, "delta">> {
    if (this.#isClosed) throw failure("draining", "server.draining", {}, { retryAfterMs: 1000 });
    const live = this.#live.get(nameOf(piece));
    if (!live || live.of.attempt < piece.attempt) return this.#begin(actor, instance, piece);
    if (live.actor.botId !== actor.botId || live.of.attempt > piece.attempt) throw fenced();
    // What a repeated call brings again is not added again.
    const fresh = piece.text.slice(Math.max(0, live.text.length - piece.from));
    if (piece.from > live.text.length) throw missing(live.text.length);
    requireRoom(live.text.length + fresh.length);
    live.text += fresh;
    this.#schedule(live);
    return { messageId: live.messageId, isFinal: false };
  }

  async end(actor: BotActor, of: OfEffect): Promise<SentMessage> {
    const live = this.#live.get(nameOf(of));
    const isSame = live?.of.attempt === of.attempt && live.actor.botId === actor.botId;
    const answer = await endStream(this.#options.core, actor, of, isSame ? live.text : null);
    if (isSame) this.#forget(live);
    return answer;
  }

  /** The text of a message as far as it has come, where it is written here. */
  textOf(messageId: string): string | null {
    for (const live of this.#live.values()) if (live.messageId === messageId) return live.text;
    return null;
  }

  /** Nothing more is added to it. */
  drop(messageId: string): void {
    for (const live of [...this.#live.values()]) if (live.messageId === messageId) this.#forget(live);
  }

  /** The attempt is about to fail: what it wrote last is stored while it may still write. */
  async failing(
    actor: BotActor,
    { requestId, attempt }: Pick<OfEffect, "requestId" | "attempt">,
  ): Promise<void> {
    for (const live of this.#ofAttempt(requestId, attempt)) {
      if (live.actor.botId === actor.botId) await this.#store(live);
    }
  }

  /** The attempt is over. */
  freed(requestId: string, attempt: number): void {
    for (const live of this.#ofAttempt(requestId, attempt)) this.#forget(live);
  }

  /** The instance is gone: what it wrote last is stored before its requests move on. */
  detach(instance: string): void {
    for (const live of [...this.#live.values()]) {
      if (live.instance !== instance) continue;
      void this.#store(live);
      this.#forget(live);
    }
  }

  /** Stores everything; for the end of this process. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const all = [...this.#live.values()];
    await Promise.all(all.map((live) => this.#store(live)));
    for (const live of all) this.#forget(live);
  }

  #ofAttempt(requestId: string, attempt: number): Live[] {
    return [...this.#live.values()].filter(({ of }) => of.requestId === requestId && of.attempt === attempt);
  }

  async #begin(
    actor: BotActor,
    instance: string,
    piece: Piece,
  ): Promise<CallReply<typeof botCalls, "delta">> {
    // What it joins on to was given up here: the attempt is over, and is about to hear so.
    if (piece.from !== 0) throw fenced();
    const { message, isFinal } = await beginStream(this.#options.core, actor, piece);
    const name = nameOf(piece);
    // The same call again, while the first was at the database.
    const other = this.#live.get(name);
    if (isFinal || other?.of.attempt === piece.attempt) return { messageId: message.id, isFinal };
    if (other) this.#forget(other);
    const { requestId, attempt, index, text } = piece;
    this.#live.set(name, {
      actor,
      instance,
      of: { requestId, attempt, index },
      conversationId: message.conversationId,
      messageId: message.id,
      isHeld: message.seq === null,
      text,
      sent: text.length,
      stored: text.length,
      frame: undefined,
      checkpoint: undefined,
    });
    return { messageId: message.id, isFinal };
  }

  #schedule(live: Live): void {
    if (!live.isHeld) live.frame ??= setTimeout(() => this.#tell(live), frameMs);
    live.checkpoint ??= setTimeout(() => void this.#store(live), checkpointMs);
  }

  #tell(live: Live): void {
    live.frame = undefined;
    const { messageId, conversationId, text, sent } = live;
    if (sent === text.length) return;
    live.sent = text.length;
    this.#options.onDelta(conversationId, { messageId, from: sent, text: text.slice(sent) });
  }

  async #store(live: Live): Promise<void> {
    clearTimeout(live.checkpoint);
    const { text } = live;
    if (text.length > live.stored) {
      try {
        await checkpointStream(this.#options.core, live.actor, live.of, text);
        live.stored = text.length;
        // Who has only just got the stored text joins on to it with the next frame.
        live.sent = Math.min(live.sent, text.length);
      } catch (error) {
        if (error instanceof NatterError && error.code === "fenced") this.#forget(live);
        else if (!(error instanceof NatterError)) this.#options.onFault(error);
      }
    }
    live.checkpoint = undefined;
    if (live.text.length > live.stored && this.#live.get(nameOf(live.of)) === live) this.#schedule(live);
  }

  #forget(live: Live): void {
    clearTimeout(live.frame);
    clearTimeout(live.checkpoint);
    if (this.#live.get(nameOf(live.of)) === live) this.#live.delete(nameOf(live.of));
  }
}

const nameOf = ({ requestId, index }: OfEffect) => `${requestId} ${index}`;

function fenced(): NatterError {
  return failure("fenced", "attempt.fenced");
}

function missing(length: number): NatterError {
  return invalidInput([{ field: "from", message: `must be at most ${length}` }]);
}

function requireRoom(length: number): void {
  if (length <= limits.textMaxChars) return;
  throw failure("too_large", "text.large", { max: limits.textMaxChars });
}
