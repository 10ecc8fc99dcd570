import type { FileMessage, Message, TextMessage } from "@natter/protocol";
import type { Engine } from "@natter/server/engine";

/** What somebody said. */
export type Said = TextMessage | FileMessage;

/** What the visitor's widget would hold: every message in its newest state, read on by cursor. */
export class Thread {
  /** What others said than the visitor, in order: streams as they grow, everything else as it was first seen. */
  readonly replies: Said[] = [];
  readonly #engine: Engine;
  readonly #conversationId: string;
  readonly #selfId: string;
  readonly #messages = new Map<string, Message>();
  #cursor = 0;

  constructor(engine: Engine, conversationId: string, selfId: string) {
    this.#engine = engine;
    this.#conversationId = conversationId;
    this.#selfId = selfId;
  }

  get messages(): Message[] {
    this.load();
    return [...this.#messages.values()];
  }

  load(): void {
    const { head, changes } = this.#engine.changes(this.#conversationId, this.#cursor);
    this.#cursor = head;
    for (const message of changes) {
      const isNew = !this.#messages.has(message.id);
      this.#messages.set(message.id, message);
      if (message.type === "system" || message.senderId === this.#selfId) continue;
      if (isNew) this.replies.push(message);
      else this.#grow(message);
    }
  }

  #grow(message: Said): void {
    const place = this.replies.findIndex(({ id }) => id === message.id);
    const before = this.replies[place];
    if (before && !isWhole(before)) this.replies[place] = message;
  }
}

export const isStreaming = (message: Said) => message.type === "text" && message.isStreaming === true;

/** Whether its bot has nothing to add: it is no stream, or one that has come to its end. */
export const isWhole = (message: Said) =>
  !isStreaming(message) && !(message.type === "text" && message.isInterrupted === true);
