import { failure, NatterError } from "../errors.js";
import type { Observer } from "../observer.js";
import type { Publication } from "./publication.js";
import { type Changes, mergeKeys, type SnapshotKeys } from "./snapshot.js";
import { type Store, StoreError } from "./store.js";
import { Workspace } from "./workspace.js";

/** One write: what it has to see, and what it then decides. Throws `NatterError` to refuse. */
export interface Unit<T> {
  keys: SnapshotKeys;
  apply(work: Workspace): T;
}

interface Entry {
  unit: Unit<unknown>;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

interface CommitQueueOptions {
  store: Pick<Store, "transact">;
  /** Entries that may wait; one more is refused as `overloaded`. Default 8192. */
  maxWaiting?: number;
  /** Entries of one transaction. Default 256: while a batch commits, the one before is answered and the next arrives. */
  maxBatch?: number;
  /** Called once per committed batch, after its callers were scheduled to be answered. */
  onCommitted(publication: Publication): void;
  /** Hears of every committed batch. */
  observer?: Observer | undefined;
  /** A fault that is no caller's: shown to callers as `internal` or `unavailable`. */
  onFault(error: unknown): void;
}

const quicklyAnswered = 32;

type Outcome = { ok: true; value: unknown } | { ok: false; error: unknown };

/**
 * Group commit. Writes wait for the running transaction to end and then go into the next one together, so a
 * busy server pays for one fsync a batch and an idle one adds no delay. A caller is answered, and anything is
 * published, only after the commit.
 */
export class CommitQueue {
  readonly #store: Pick<Store, "transact">;
  readonly #maxWaiting: number;
  readonly #maxBatch: number;
  readonly #onCommitted: (publication: Publication) => void;
  readonly #observer: Observer | undefined;
  readonly #onFault: (error: unknown) => void;
  #waiting: Entry[] = [];
  /** Committed batches whose callers are not answered yet. */
  #answers: (() => void)[] = [];
  #unanswered = 0;
  #isRunning = false;
  #isClosed = false;
  #whenIdle: (() => void)[] = [];

  constructor(options: CommitQueueOptions) {
    this.#store = options.store;
    this.#maxWaiting = options.maxWaiting ?? 8192;
    this.#maxBatch = options.maxBatch ?? 256;
    this.#onCommitted = options.onCommitted;
    this.#observer = options.observer;
    this.#onFault = options.onFault;
  }

  submit<T>(unit: Unit<T>): Promise<T> {
    if (this.#isClosed) {
      return Promise.reject(failure("draining", "server.draining", {}, { retryAfterMs: 1000 }));
    }
    if (this.#waiting.length >= this.#maxWaiting) {
      return Promise.reject(failure("overloaded", "queue.full", {}, { retryAfterMs: 500 }));
    }
    return new Promise<T>((resolve, reject) => {
      // The entry only hands the unit's own result back, so the cast says nothing new.
      this.#waiting.push({ unit, resolve: resolve as (value: unknown) => void, reject });
      if (this.#isRunning) return;
      this.#isRunning = true;
      // After the current round of input, so that frames which arrived together are written together.
      setImmediate(() => void this.#run());
    });
  }

  /** Writes that wait for the running transaction to end. */
  get depth(): number {
    return this.#waiting.length;
  }

  /** Refuses new writes and resolves when those that were accepted are committed. */
  close(): Promise<void> {
    this.#isClosed = true;
    if (!this.#isRunning) return Promise.resolve();
    return new Promise((resolve) => this.#whenIdle.push(resolve));
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, this.#maxBatch);
      this.#answers.push(await this.#commit(batch));
      this.#unanswered = batch.length;
    }
    this.#answer();
    this.#isRunning = false;
    // Answering may have queued more in the same turn.
    if (this.#waiting.length > 0) {
      this.#isRunning = true;
      setImmediate(() => void this.#run());
      return;
    }
    for (const resolve of this.#whenIdle.splice(0)) resolve();
  }

  /** Answers and publishes what is committed, in the order of the commits. */
  #answer(): void {
    for (const answer of this.#answers.splice(0)) answer();
  }

  /** Commits one batch; the returned function answers its callers and publishes. Never rejects. */
  async #commit(batch: Entry[]): Promise<() => void> {
    let outcomes: Outcome[] = [];
    let publication: Publication | undefined;
    const decide = (work: Workspace): Changes => {
      outcomes = batch.map(({ unit }) => decideOne(work, unit));
      publication = work.publication();
      setImmediate(() => this.#answer());
      return work.changes();
    };
    // The batch before is answered while the database works on this one: a small one while it reads, for that is sooner,
    // and a large one while it writes, which takes long enough.
    if (this.#unanswered <= quicklyAnswered) setImmediate(() => this.#answer());
    const startedAt = performance.now();
    try {
      await this.#store.transact(mergeKeys(batch.map((entry) => entry.unit.keys)), (snapshot) =>
        decide(new Workspace(snapshot)),
      );
      this.#observer?.batchCommitted(batch.length, performance.now() - startedAt);
    } catch (error) {
      this.#answer();
      return this.#salvage(batch, error);
    }
    return () => {
      batch.forEach((entry, index) => {
        const outcome = outcomes[index];
        if (outcome?.ok) entry.resolve(outcome.value);
        else this.#refuse(entry, outcome?.error);
      });
      // What is durable and answered must not stop the queue because telling the others failed.
      try {
        if (publication) this.#onCommitted(publication);
      } catch (error) {
        this.#onFault(error);
      }
    };
  }

  /** After a failed transaction: one bad entry must not spoil its neighbours, so each is tried alone. */
  async #salvage(batch: Entry[], error: unknown): Promise<() => void> {
    const isOneEntrysFault = error instanceof StoreError && error.fault === "constraint";
    if (isOneEntrysFault && batch.length > 1) {
      const answers: (() => void)[] = [];
      for (const entry of batch) answers.push(await this.#commit([entry]));
      return () => {
        for (const answer of answers) answer();
      };
    }
    return () => {
      for (const entry of batch) this.#refuse(entry, error);
    };
  }

  #refuse(entry: Entry, error: unknown): void {
    if (error instanceof NatterError) {
      entry.reject(error);
      return;
    }
    this.#onFault(error);
    if (error instanceof StoreError && error.fault !== "constraint") {
      entry.reject(failure("unavailable", "database.unwritable", {}, { retryAfterMs: 1000, cause: error }));
      return;
    }
    entry.reject(error);
  }
}

function decideOne(work: Workspace, unit: Unit<unknown>): Outcome {
  try {
    return { ok: true, value: work.attempt(unit.apply) };
  } catch (error) {
    return { ok: false, error };
  }
}
