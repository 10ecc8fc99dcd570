import { createHash } from "node:crypto";
import type { ExportFormat, ExportQuery } from "@natter/protocol";
import { ExportClosing, parse } from "@natter/protocol";
import { expect, test } from "vitest";
import type { AdminActor } from "../chat/actor.js";
import type { RequestHistory } from "../store/request-history.js";
import { exportRequests } from "./export-requests.js";
import { openTestHistory, type TestHistory } from "./testing/test-history.js";

const actor: AdminActor = { kind: "admin", keyId: "key-1", scopes: ["requests:read"] };

function open(history: TestHistory, query: Partial<ExportQuery> = {}, exportPageRows = 3) {
  let ids = 0;
  const tools = {
    store: history,
    now: () => Date.parse("2026-01-31T08:00:01Z"),
    newId: () => `export-${++ids}`,
    exportPageRows,
  };
  return exportRequests(tools, actor, { format: "ndjson", ...query });
}

async function textOf(history: TestHistory, query: Partial<ExportQuery> = {}): Promise<string> {
  let text = "";
  for await (const chunk of (await open(history, query)).chunks) text += chunk;
  return text;
}

test("NDJSON lists every row, oldest first, and closes with their number and hash [F95] [F240]", async () => {
  await using history = await openTestHistory();
  const ids = await history.fill(Array.from({ length: 7 }, (_, index) => ({ text: `é ${index}` })));
  const text = await textOf(history);
  const lines = text.trimEnd().split("\n");
  const closingLine = lines.pop() ?? "";
  expect(lines.map((line) => JSON.parse(line).id)).toEqual(ids);
  const closing = parse(ExportClosing, JSON.parse(closingLine));
  const before = text.slice(0, text.lastIndexOf(closingLine));
  expect(closing).toEqual({
    ok: true,
    value: {
      type: "closing",
      rows: 7,
      sha256: createHash("sha256").update(before).digest("hex"),
      complete: true,
    },
  });
});

test("JSON is one array and CSV one table of the same rows [F240]", async () => {
  await using history = await openTestHistory();
  const ids = await history.fill([{ text: "=1+1" }, { error: "=cmd()" }]);
  const records = JSON.parse(await textOf(history, { format: "json" }));
  expect(records.map(({ id }: { id: string }) => id)).toEqual(ids);
  const [header, ...lines] = (await textOf(history, { format: "csv" })).trimEnd().split("\r\n");
  expect(header).toMatch(/^id,botId,botName,.*,request,response$/u);
  expect(lines).toHaveLength(2);
  expect(lines[1]).toContain(",'=cmd(),");
});

test("an export of nothing is still a whole file", async () => {
  await using history = await openTestHistory();
  expect(JSON.parse(await textOf(history, { format: "json" }))).toEqual([]);
  expect(JSON.parse(await textOf(history))).toMatchObject({ rows: 0, complete: true });
  expect((await textOf(history, { format: "csv" })).split("\r\n")).toHaveLength(2);
});

test("rows that come while an export runs are not part of it [F241]", async () => {
  await using history = await openTestHistory();
  await history.fill([{}, {}, {}, {}]);
  const { chunks } = await open(history);
  await history.fill([{}]);
  let text = "";
  for await (const chunk of chunks) text += chunk;
  expect(text.trimEnd().split("\n")).toHaveLength(5);
});

test("filters narrow an export, and a wrong one is refused before a byte is written [F93]", async () => {
  await using history = await openTestHistory();
  await history.fill([{ status: "dead" }, {}]);
  expect((await textOf(history, { status: "dead" })).trimEnd().split("\n")).toHaveLength(2);
  await expect(open(history, { bot: "nobody" })).rejects.toMatchObject({ details: [{ field: "bot" }] });
  // Only the first export was begun and closed.
  expect(await history.auditRows()).toHaveLength(2);
});

test.each<[ExportFormat, string, string]>([
  ["ndjson", "application/x-ndjson", "natter-requests-2026-01-31T08-00-01Z.ndjson"],
  ["csv", "text/csv; charset=utf-8; header=present", "natter-requests-2026-01-31T08-00-01Z.csv"],
  ["json", "application/json", "natter-requests-2026-01-31T08-00-01Z.json"],
])("an export as %s is named by format and date", async (format, contentType, fileName) => {
  await using history = await openTestHistory();
  expect(await open(history, { format })).toMatchObject({ contentType, fileName });
});

test("pages are read only as fast as they are consumed, one in memory at a time [F240]", async () => {
  await using history = await openTestHistory();
  const text = "x".repeat(40_000);
  await history.fill(Array.from({ length: 12 }, () => ({ text })));
  let pages = 0;
  const requests: RequestHistory = {
    highestKey: history.requests.highestKey,
    page: (walk) => {
      pages += 1;
      expect(walk.limit).toBe(3);
      return history.requests.page(walk);
    },
  };
  const { chunks } = await open({ ...history, requests });
  expect(pages).toBe(0);
  await chunks.next();
  expect(pages).toBe(1);
  await chunks.next();
  await chunks.next();
  // Two rows fill a chunk, so three chunks are six rows of two pages.
  expect(pages).toBe(2);
  await chunks.return();
  expect(pages).toBe(2);
});

test("a whole export leaves one closed audit row, an aborted one as well, and an unread one none [F251]", async () => {
  await using history = await openTestHistory();
  await history.fill(Array.from({ length: 9 }, () => ({ text: "x".repeat(70_000) })));
  await textOf(history, { status: "done" });
  const aborted = await open(history);
  await aborted.chunks.next();
  await aborted.chunks.return();
  await (await open(history)).chunks.return();

  const rows = await history.auditRows();
  expect(rows.map(({ actor }) => actor)).toEqual(Array(4).fill("key:key-1"));
  expect(rows.map(({ action, details }) => [action, details])).toEqual([
    [
      "requests.export.begin",
      { exportId: "export-1", format: "ndjson", filters: { status: "done" }, upTo: 9 },
    ],
    ["requests.export.closed", { exportId: "export-1", rows: 9, isComplete: true }],
    ["requests.export.begin", { exportId: "export-1", format: "ndjson", filters: {}, upTo: 9 }],
    ["requests.export.closed", { exportId: "export-1", rows: 1, isComplete: false }],
  ]);
});

test("an export that fails half way is closed as incomplete and rejects [F251]", async () => {
  await using history = await openTestHistory();
  await history.fill(Array.from({ length: 9 }, () => ({})));
  const requests: RequestHistory = {
    highestKey: history.requests.highestKey,
    page: (walk) =>
      (walk.after ?? 0) > 3 ? Promise.reject(new Error("disk gone")) : history.requests.page(walk),
  };
  const { chunks } = await open({ ...history, requests });
  await expect(
    (async () => {
      for await (const _ of chunks);
    })(),
  ).rejects.toThrow("disk gone");
  expect((await history.auditRows()).at(-1)?.details).toMatchObject({ rows: 6, isComplete: false });
});
