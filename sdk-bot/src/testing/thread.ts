import type { Message, TextMessage } from "@natter/protocol";
import type { Engine } from "@natter/server/engine";

/** What the visitor's widget would hold: every message in its newest state, read on by cursor. */
export class Thread {
  /** What others said than the visitor, in order. */
  readonly replies: TextMessage[] = [];
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
      if (isNew && message.type === "text" && message.senderId !== this.#selfId) this.replies.push(message);
    }
  }
}
