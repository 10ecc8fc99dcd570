/** Runs `pragma wal_checkpoint(passive)`; resolves to how many frames of the log are copied now. */
type Pass = () => Promise<number>;

interface CheckpointerOptions {
  /** On a connection of its own, so that it works while the writer commits. */
  beside: Pass;
  /** On the writer's connection, between two commits. */
  between: Pass;
  /** Rows that may be written before the log is copied again. Default 2000, some 10 MB of log. */
  maxRows?: number;
}

/** So few frames are copied in about a millisecond. */
const fewFrames = 64;
const maxPassesBeside = 4;

/**
 * Copies the log into the database file. Left to SQLite, a commit does so every now and then, and takes ten times
 * as long as the others. Here nearly all of it happens beside the commits; only the last few frames are copied
 * between two of them, since the log begins anew only where nothing of it is left to copy.
 */
export class Checkpointer {
  readonly #options: CheckpointerOptions;
  readonly #maxRows: number;
  #rows = 0;
  #running: Promise<void> | null = null;

  constructor(options: CheckpointerOptions) {
    this.#options = options;
    this.#maxRows = options.maxRows ?? 2000;
  }

  /** Rows were written to the log. */
  written(rows: number): void {
    this.#rows += rows;
    if (this.#rows < this.#maxRows || this.#running) return;
    this.#rows = 0;
    this.#running = this.#copy()
      // Nothing is lost: the log stays, the next pass copies it, and a full disk shows in the commits.
      .catch(() => undefined)
      .finally(() => {
        this.#running = null;
      });
  }

  /** Resolves when no pass is under way. */
  async idle(): Promise<void> {
    await this.#running;
  }

  async #copy(): Promise<void> {
    let copied = await this.#options.beside();
    for (let pass = 1; pass < maxPassesBeside; pass += 1) {
      // What was committed during the pass before.
      const now = await this.#options.beside();
      if (now - copied <= fewFrames) break;
      copied = now;
    }
    await this.#options.between();
  }
}
