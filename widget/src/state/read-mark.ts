/** How far the visitor has read. Marks only move forward, and one call at a time tells the server the newest. */
export class ReadMark {
  readonly #tell: (seq: number) => Promise<void>;
  #seq = 0;
  #told = 0;
  #isTelling = false;

  constructor(tell: (seq: number) => Promise<void>) {
    this.#tell = tell;
  }

  get seq(): number {
    return this.#seq;
  }

  /** What the server knows already, from another tab or an earlier visit. */
  learn(seq: number): void {
    this.#seq = Math.max(this.#seq, seq);
    this.#told = Math.max(this.#told, seq);
  }

  /** Returns whether the mark moved. */
  move(seq: number): boolean {
    if (seq <= this.#seq) return false;
    this.#seq = seq;
    void this.sync();
    return true;
  }

  /** Tells the server what it has not heard. A failed call is made good by the next mark or reconnect. */
  async sync(): Promise<void> {
    if (this.#isTelling) return;
    this.#isTelling = true;
    try {
      while (this.#told < this.#seq) {
        const seq = this.#seq;
        await this.#tell(seq);
        this.#told = seq;
      }
    } catch {
      // Only a convenience of other devices is late; see above.
    } finally {
      this.#isTelling = false;
    }
  }
}
