import type { Message } from "@natter/protocol";
import type { AttemptCalls } from "./attempt-calls.js";
import type { Act } from "./effects.js";
import { NatterBotError } from "./errors.js";
import { iterate } from "./iterate.js";
import type { ReplyExtras } from "./reply.js";
import { textMaxChars } from "./wire.js";

/** Text that comes in pieces, such as a model's answer. */
export type TextStream = AsyncIterable<string> | ReadableStream<string>;
/** What may go with a streamed reply. */
export type StreamExtras = Pick<ReplyExtras, "quotedMessageId" | "metadata">;

export function isTextStream(content: unknown): content is TextStream {
  return (
    content instanceof ReadableStream ||
    (typeof content === "object" && content !== null && Symbol.asyncIterator in content)
  );
}

/** Sends a message while it is being written. */
export function stream(source: TextStream, extras: ReplyExtras): Act<Message> {
  if (extras.options) {
    throw new NatterBotError("misuse", "a streamed reply was given options", {
      remedy: "Offer them with a reply of their own after it",
    });
  }
  return async (calls, index) => {
    const pieces = new Pieces(calls, index, extras);
    try {
      for await (const piece of iterate(source, calls.signal)) {
        if (!pieces.add(piece)) break;
      }
    } finally {
      // Also when the source fails: what it gave before is part of the answer.
      await pieces.flush();
    }
    pieces.check();
    return (await calls.endDelta(index)).message;
  };
}

/**
 * One call at a time: what comes while one is under way goes into the next. So a slow server gets fewer, larger
 * pieces, and nothing piles up but text, which has its bound.
 */
class Pieces {
  readonly #calls: AttemptCalls;
  readonly #index: number;
  readonly #extras: StreamExtras;
  #waiting = "";
  #sent = 0;
  #isFinal = false;
  #sending: Promise<void> = Promise.resolve();
  #isSending = false;
  #failure: { error: unknown } | null = null;

  constructor(calls: AttemptCalls, index: number, extras: StreamExtras) {
    this.#calls = calls;
    this.#index = index;
    this.#extras = extras;
  }

  /** False when nothing more is wanted. Throws what an earlier piece was refused with. */
  add(piece: string): boolean {
    if (this.#failure) throw this.#failure.error;
    this.#waiting += piece.replaceAll("\0", "\uFFFD");
    if (this.#sent + this.#waiting.length > textMaxChars) {
      throw new NatterBotError("too_large", `a streamed reply has more than ${textMaxChars} characters`);
    }
    if (!this.#isSending) this.#sending = this.#send(false);
    return !this.#isFinal;
  }

  /** Sends the rest. Never rejects. */
  async flush(): Promise<void> {
    await this.#sending;
    if (!this.#failure) await this.#send(true);
  }

  /** Throws what went wrong. */
  check(): void {
    if (this.#failure) throw this.#failure.error;
    if (this.#sent === 0) {
      throw new NatterBotError("invalid", "a streamed reply had no text", {
        remedy: "Check that there is something to say before replying",
      });
    }
  }

  async #send(isEnd: boolean): Promise<void> {
    this.#isSending = true;
    try {
      for (let text = this.#take(isEnd); text !== "" && !this.#isFinal; text = this.#take(isEnd)) {
        const { metadata, quotedMessageId } = this.#extras;
        const { isFinal } = await this.#calls.delta({
          index: this.#index,
          from: this.#sent,
          text,
          ...(this.#sent === 0 && metadata && { metadata }),
          ...(this.#sent === 0 && quotedMessageId && { quotedMessageId }),
        });
        this.#sent += text.length;
        this.#isFinal = isFinal;
      }
    } catch (error) {
      this.#failure = { error };
    }
    this.#isSending = false;
  }

  /** A message begins with something to see, and no piece ends in the middle of a character. */
  #take(isEnd: boolean): string {
    if (this.#sent === 0 && !/\S/u.test(this.#waiting)) return "";
    const isCut = !isEnd && /[\uD800-\uDBFF]$/u.test(this.#waiting);
    const text = isCut ? this.#waiting.slice(0, -1) : this.#waiting;
    this.#waiting = this.#waiting.slice(text.length);
    return text.toWellFormed();
  }
}
