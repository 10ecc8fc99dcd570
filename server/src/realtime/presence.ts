import type { VisitorActor } from "../chat/actor.js";
import type { Presence } from "../chat/core.js";

interface PresenceOptions {
  /** How long nobody is told that somebody went: a reload or a change of network is no absence. */
  graceMs: number;
  isBotRunning(botId: string): boolean;
  /** A person came or went for good. */
  onPersonChange(conversationId: string): void;
  /** A bot came or went for good. */
  onBotChange(botId: string): void;
}

/** Who is there: people by their sockets, however many each has, and bots by their instances. */
export class PresenceBoard implements Presence, Disposable {
  readonly #options: PresenceOptions;
  readonly #sockets = new Map<string, number>();
  readonly #going = new Map<string, NodeJS.Timeout>();
  readonly #bots = new Set<string>();

  constructor(options: PresenceOptions) {
    this.#options = options;
  }

  isPresent({ id, botId }: { id: string; botId: string | null }): boolean {
    return botId === null ? this.#sockets.has(id) : this.#bots.has(botId);
  }

  arrived({ participantId, conversationId }: VisitorActor): void {
    this.#stay(participantId);
    const count = this.#sockets.get(participantId);
    this.#sockets.set(participantId, (count ?? 0) + 1);
    if (count === undefined) this.#options.onPersonChange(conversationId);
  }

  went({ participantId, conversationId }: VisitorActor): void {
    const count = (this.#sockets.get(participantId) ?? 1) - 1;
    this.#sockets.set(participantId, count);
    if (count > 0) return;
    this.#goLater(participantId, () => {
      this.#sockets.delete(participantId);
      this.#options.onPersonChange(conversationId);
    });
  }

  /** An instance of this bot came or went. */
  botChanged(botId: string): void {
    if (!this.#options.isBotRunning(botId)) {
      if (!this.#bots.has(botId) || this.#going.has(botId)) return;
      this.#goLater(botId, () => {
        this.#bots.delete(botId);
        this.#options.onBotChange(botId);
      });
      return;
    }
    this.#stay(botId);
    if (this.#bots.has(botId)) return;
    this.#bots.add(botId);
    this.#options.onBotChange(botId);
  }

  [Symbol.dispose](): void {
    for (const timer of this.#going.values()) clearTimeout(timer);
  }

  #goLater(id: string, go: () => void): void {
    this.#stay(id);
    const timer = setTimeout(() => {
      this.#going.delete(id);
      go();
    }, this.#options.graceMs);
    this.#going.set(id, timer);
  }

  #stay(id: string): void {
    clearTimeout(this.#going.get(id));
    this.#going.delete(id);
  }
}
