import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import sqlite3 from "sqlite3";
import { expect, it } from "vitest";
import { listNames, snapshotSql } from "./load-snapshot.js";
import { openSqliteStore } from "./open.js";

it.each([
  ["everything", listNames],
  ["plain sends", ["conversations", "localIds"] as const],
  ["new requests", ["requests", "lanes", "effects"] as const],
])("a snapshot of %s finds every row by an index: it scans no table, however large", async (_, asked) => {
  const folder = await mkdtemp(path.join(tmpdir(), "natter-plan-"));
  const file = path.join(folder, "test.sqlite");
  await (await openSqliteStore(file)).close();
  const database = new sqlite3.Database(file);
  const plan = await new Promise<{ detail: string }[]>((resolve, reject) => {
    database.all<{ detail: string }>(`explain query plan ${snapshotSql(asked)}`, (error, rows) =>
      error ? reject(error) : resolve(rows),
    );
  });
  await new Promise((resolve) => database.close(resolve));
  await rm(folder, { recursive: true });
  const scans = plan.map(({ detail }) => detail).filter((detail) => /^SCAN/u.test(detail));
  // Scanned are only the lists of what was asked: JSON, and what the statement itself collected.
  expect(
    scans.filter(
      (detail) =>
        !/VIRTUAL TABLE|^SCAN (a|asked_\w+|waiting_requests|inbox_requests|CONSTANT ROW)\b/u.test(detail),
    ),
  ).toEqual([]);
  expect(plan.some(({ detail }) => detail.includes("AUTOMATIC"))).toBe(false);
  expect(plan.some(({ detail }) => /^SEARCH p USING/u.test(detail))).toBe(true);
});
