import { setTimeout as delay } from "node:timers/promises";
import type { Knex } from "knex";
import { codeOf } from "../faults.js";
import type { Changes, Snapshot, SnapshotKeys } from "../snapshot.js";
import { StoreError } from "../store.js";
import { commitChanges } from "./commit-changes.js";
import { type HeldConnection, holdConnection } from "./connection.js";
import { loadSnapshot } from "./load-snapshot.js";
import { isLostConnection } from "./lost-connection.js";

const maxAttempts = 4;
const longestDelayMs = 50;
/** https://www.postgresql.org/docs/current/mvcc-serialization-failure-handling.html */
const conflicts = ["40001", "40P01"];

/**
 * Two round trips: begin, lock and load; write and commit. Decides again where PostgreSQL ended a conflict at
 * our expense, or where the connection was lost before anything was written. A connection that is lost later
 * may have committed; that is told as `unavailable`, and a repeat finds what it stored by its `localId`.
 */
export async function transact(
  pool: Knex,
  keys: Required<SnapshotKeys>,
  decide: (snapshot: Snapshot) => Changes,
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const progress = { isWriting: false };
    try {
      return await holdConnection(pool, (connection) => attemptOnce(connection, keys, decide, progress));
    } catch (error) {
      if (attempt === maxAttempts || !isWorthRepeating(error, progress.isWriting)) throw error;
      await delay(Math.random() * longestDelayMs);
    }
  }
}

async function attemptOnce(
  connection: HeldConnection,
  keys: Required<SnapshotKeys>,
  decide: (snapshot: Snapshot) => Changes,
  progress: { isWriting: boolean },
): Promise<void> {
  try {
    const changes = decide(await loadSnapshot(connection, keys));
    progress.isWriting = true;
    await commitChanges(connection, changes);
  } catch (error) {
    // Fails where the connection is gone; either way no transaction stays open.
    await connection.send([{ text: "rollback" }]).catch(() => undefined);
    throw error;
  }
}

function isWorthRepeating(error: unknown, isWriting: boolean): boolean {
  if (!(error instanceof StoreError)) return false;
  return conflicts.includes(codeOf(error.cause)) || (!isWriting && isLostConnection(error));
}
