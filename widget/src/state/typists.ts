import type { Typing } from "@natter/protocol";

const expiryMs = 30_000;

/** Who is typing. Each entry expires by itself: the event that ends it is volatile and may be lost. */
export class Typists {
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #onChange: () => void;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  get ids(): string[] {
    return [...this.#timers.keys()];
  }

  apply({ participantId, isTyping }: Typing): void {
    clearTimeout(this.#timers.get(participantId));
    if (isTyping)
      this.#timers.set(
        participantId,
        setTimeout(() => this.stop(participantId), expiryMs),
      );
    else this.#timers.delete(participantId);
    this.#onChange();
  }

  stop(participantId: string): void {
    if (this.#timers.has(participantId)) this.apply({ participantId, isTyping: false });
  }

  clear(): void {
    for (const id of this.ids) this.stop(id);
  }
}
