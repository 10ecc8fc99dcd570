/**
 * Keeps an old state from following a new one. A state that is read takes a while, and what is published meanwhile
 * is newer; a client, for whom each state is the whole truth, would keep the old one until something changes again.
 */
export class FreshStates {
  readonly #reads = new Map<string, Set<{ isOvertaken: boolean }>>();

  /** Reads until nothing was published meanwhile, and hands the state on in the same turn. */
  async read<T>(conversationId: string, read: () => Promise<T>, use: (state: T) => void): Promise<void> {
    const own = { isOvertaken: false };
    const reads = this.#reads.get(conversationId) ?? new Set();
    this.#reads.set(conversationId, reads.add(own));
    try {
      for (;;) {
        own.isOvertaken = false;
        const state = await read();
        if (!own.isOvertaken) return use(state);
      }
    } finally {
      reads.delete(own);
      if (reads.size === 0) this.#reads.delete(conversationId);
    }
  }

  /** A newer state is on its way to the readers. */
  published(conversationId: string): void {
    for (const read of this.#reads.get(conversationId) ?? []) read.isOvertaken = true;
  }
}
