import { describe, expect, it } from "vitest";
import { NatterError } from "../errors.js";
import { CommitQueue, type Unit } from "./commit-queue.js";
import type { Publication } from "./publication.js";
import type { Snapshot } from "./snapshot.js";
import { StoreError } from "./store.js";
import type { Workspace } from "./workspace.js";

const empty: Snapshot = {
  conversations: [],
  participants: [],
  messages: [],
  requests: [],
  effects: [],
  bots: [],
  files: [],
  commands: [],
};

/** A store whose commits the test lets through one by one. */
function gatedStore(fail: (batch: number) => StoreError | null = () => null) {
  const waiting: (() => void)[] = [];
  let commits = 0;
  return {
    get commits() {
      return commits;
    },
    release: () => waiting.shift()?.(),
    async transact(_keys: unknown, decide: (snapshot: Snapshot) => unknown) {
      commits += 1;
      const number = commits;
      await new Promise<void>((resolve) => waiting.push(resolve));
      decide(empty);
      const error = fail(number);
      if (error) throw error;
    },
  };
}

const unit = <T>(apply: (work: Workspace) => T): Unit<T> => ({ keys: {}, apply });

function open(
  store: ReturnType<typeof gatedStore>,
  options: { maxWaiting?: number; maxBatch?: number } = {},
) {
  const published: Publication[] = [];
  const faults: unknown[] = [];
  const queue = new CommitQueue({
    store,
    ...options,
    onCommitted: (publication) => void published.push(publication),
    onFault: (error) => void faults.push(error),
  });
  return { queue, published, faults };
}

const turn = () => new Promise(setImmediate);

describe("group commit", () => {
  it("[F271] nobody is answered and nothing is published before the commit", async () => {
    const store = gatedStore();
    const { queue, published } = open(store);
    let answered = false;
    const write = queue.submit(unit(() => "done")).then((value) => {
      answered = true;
      return value;
    });
    await turn();
    await turn();
    expect([answered, published.length, store.commits]).toEqual([false, 0, 1]);
    store.release();
    expect(await write).toBe("done");
    await turn();
    expect(published).toHaveLength(1);
  });

  it("what arrives while a transaction runs goes into the next one together, in order", async () => {
    const store = gatedStore();
    const { queue } = open(store);
    const order: number[] = [];
    const writes = [queue.submit(unit(() => order.push(0)))];
    await turn();
    for (let index = 1; index <= 5; index += 1) writes.push(queue.submit(unit(() => order.push(index))));
    store.release();
    await writes[0];
    await turn();
    store.release();
    await Promise.all(writes);
    expect([store.commits, order]).toEqual([2, [0, 1, 2, 3, 4, 5]]);
  });

  it("a batch is bounded", async () => {
    const store = gatedStore();
    const { queue } = open(store, { maxBatch: 2 });
    const writes = [1, 2, 3, 4, 5].map((value) => queue.submit(unit(() => value)));
    for (let batch = 0; batch < 3; batch += 1) {
      await turn();
      store.release();
      await turn();
    }
    expect(await Promise.all(writes)).toEqual([1, 2, 3, 4, 5]);
    expect(store.commits).toBe(3);
  });

  it("a full queue answers overloaded at once, and takes writes again when it has room", async () => {
    const store = gatedStore();
    const { queue } = open(store, { maxWaiting: 1 });
    const first = queue.submit(unit(() => 1));
    await expect(queue.submit(unit(() => 2))).rejects.toMatchObject({
      code: "overloaded",
      retryAfterMs: 500,
    });
    await turn();
    store.release();
    await first;
    const second = queue.submit(unit(() => 2));
    await turn();
    store.release();
    expect(await second).toBe(2);
  });

  it("an entry that the database refuses is tried alone, and its neighbours are stored", async () => {
    // The first commit holds all three; then each alone, of which the second is the culprit.
    const store = gatedStore((batch) =>
      batch === 1 || batch === 3 ? new StoreError("constraint", "boom") : null,
    );
    const { queue, faults } = open(store);
    const writes = [1, 2, 3].map((value) => queue.submit(unit(() => value)));
    const settled = Promise.allSettled(writes);
    for (let commit = 0; commit < 4; commit += 1) {
      await turn();
      store.release();
      await turn();
    }
    expect((await settled).map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(faults).toHaveLength(1);
  });

  it("[F272] a full disk or a lost database is told as unavailable, to everybody, and passes", async () => {
    const store = gatedStore((batch) => (batch === 1 ? new StoreError("full", "disk") : null));
    const { queue } = open(store);
    const lost = Promise.allSettled([queue.submit(unit(() => 1)), queue.submit(unit(() => 2))]);
    await turn();
    store.release();
    for (const result of await lost) {
      expect(result).toMatchObject({
        status: "rejected",
        reason: { code: "unavailable", retryAfterMs: 1000 },
      });
    }
    const later = queue.submit(unit(() => 3));
    await turn();
    store.release();
    expect(await later).toBe(3);
  });

  it("a unit that refuses or breaks fails alone; a listener that breaks stops nothing", async () => {
    const store = gatedStore();
    const faults: unknown[] = [];
    const queue = new CommitQueue({
      store,
      onCommitted: () => {
        throw new Error("listener");
      },
      onFault: (error) => void faults.push(error),
    });
    const refused = queue.submit(
      unit(() => {
        throw new NatterError("forbidden", "no");
      }),
    );
    const broken = queue.submit(
      unit(() => {
        throw new TypeError("bug");
      }),
    );
    const fine = queue.submit(unit(() => "fine"));
    const settled = Promise.allSettled([refused, broken, fine]);
    await turn();
    store.release();
    const [one, two, three] = await settled;
    expect(one).toMatchObject({ reason: { code: "forbidden" } });
    expect(two).toMatchObject({ reason: { message: "bug" } });
    expect(three).toMatchObject({ value: "fine" });
    await turn();
    expect(faults.map((error) => (error as Error).message)).toEqual(["bug", "listener"]);
    const next = queue.submit(unit(() => "still running"));
    await turn();
    store.release();
    expect(await next).toBe("still running");
  });

  it("[F265] closing refuses what comes and waits for what was accepted", async () => {
    const store = gatedStore();
    const { queue } = open(store);
    const accepted = queue.submit(unit(() => "accepted"));
    await turn();
    let isClosed = false;
    const closed = queue.close().then(() => {
      isClosed = true;
    });
    await expect(queue.submit(unit(() => "late"))).rejects.toMatchObject({ code: "draining" });
    expect(isClosed).toBe(false);
    store.release();
    expect(await accepted).toBe("accepted");
    await closed;
  });
});
