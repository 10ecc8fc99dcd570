import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it, vi } from "vitest";
import { mergeKeys } from "../snapshot.js";
import { Workspace } from "../workspace.js";
import { Checkpointer } from "./checkpointer.js";
import { openSqliteStore } from "./open.js";

/** Passes of which each copies the next of `copied` frames. */
function passes(copied: number[]) {
  const made: string[] = [];
  const next = (name: string) => async () => {
    made.push(name);
    return copied.shift() ?? 0;
  };
  return { made, beside: next("beside"), between: next("between") };
}

describe("the log is copied", () => {
  it("once enough was written, and only its last frames between two commits", async () => {
    const { made, ...options } = passes([5000, 5200, 5230]);
    const checkpointer = new Checkpointer({ ...options, maxRows: 10 });
    checkpointer.written(9);
    await checkpointer.idle();
    expect(made).toEqual([]);
    checkpointer.written(1);
    await checkpointer.idle();
    expect(made).toEqual(["beside", "beside", "beside", "between"]);
  });

  it("in a bounded number of passes where the writer is faster", async () => {
    const { made, ...options } = passes([1000, 2000, 3000, 4000, 5000, 6000]);
    const checkpointer = new Checkpointer({ ...options, maxRows: 1 });
    checkpointer.written(1);
    await checkpointer.idle();
    expect(made).toEqual(["beside", "beside", "beside", "beside", "between"]);
  });

  it("again after a pass that failed", async () => {
    const { made, ...options } = passes([1, 1]);
    const failing = vi.fn(options.beside).mockRejectedValueOnce(new Error("disk full"));
    const checkpointer = new Checkpointer({ ...options, beside: failing, maxRows: 1 });
    checkpointer.written(1);
    await checkpointer.idle();
    expect(made).toEqual([]);
    checkpointer.written(1);
    await checkpointer.idle();
    expect(made).toEqual(["beside", "beside", "between"]);
  });

  it("while the store is written to, so that the file holds the rows and the log stays small", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "natter-log-"));
    const file = path.join(folder, "test.sqlite");
    const store = await openSqliteStore(file);
    let batches = 0;
    const writeBatch = async () => {
      batches += 1;
      await store.transact(mergeKeys([]), (snapshot) => {
        const work = new Workspace(snapshot);
        for (let row = 0; row < 200; row += 1) {
          const id = `${batches}-${row}`;
          const metadata = { filler: "x".repeat(1000) };
          work.addConversation({ id, name: null, metadata, head: 0, createdAt: 1, endedAt: null });
        }
        return work.changes();
      });
    };
    const logBytes = async () => (await stat(`${file}-wal`)).size;
    // The log does not shrink: it begins anew in the same place, once all of it was copied.
    const beginsAnew = async () => {
      const before = await logBytes();
      await writeBatch();
      return (await logBytes()) === before;
    };
    for (let round = 0; round < 4; round += 1) {
      for (let batch = 0; batch < 25; batch += 1) await writeBatch();
      // Slowly, so that a disk which copies slowly can follow.
      await expect.poll(beginsAnew, { interval: 500 }).toBe(true);
    }
    const size = await logBytes();
    expect((await stat(file)).size).toBeGreaterThan(12_000_000);
    await store.close();
    await rm(folder, { recursive: true });
    // All that was written is above 30 MB.
    expect(size).toBeLessThan(20_000_000);
  });
});
