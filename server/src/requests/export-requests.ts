import { createHash } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { ExportQuery } from "@natter/protocol";
import type { AdminActor } from "../chat/actor.js";
import type { RequestFilters, RequestHistory } from "../store/request-history.js";
import type { Store } from "../store/store.js";
import { readFilters } from "./filters.js";
import type { Format } from "./format.js";
import { formats } from "./formats.js";

export interface ExportTools {
  store: Pick<Store, "requests" | "bots" | "audit">;
  now(): number;
  newId(): string;
  /** Rows that are in memory at once. */
  exportPageRows: number;
}

export interface RequestExport {
  contentType: string;
  fileName: string;
  /**
   * The file's text, read from the database only as fast as it is consumed. Consumed to the end or returned
   * early, it leaves a `requests.export.closed` row in the audit log; each export does so once.
   */
  chunks: AsyncGenerator<string, void, undefined>;
}

/** Big enough that a chunk's own cost is nothing, small enough that chat waits no longer than a moment. */
const chunkChars = 65_536;

/**
 * The request history, oldest first, as a file: exactly the rows that exist now.
 * Rejects with `invalid`, naming the field, before anything is written.
 */
export async function exportRequests(
  tools: ExportTools,
  actor: AdminActor,
  query: ExportQuery,
): Promise<RequestExport> {
  const filters = await readFilters(query, tools.store.bots);
  const upTo = await tools.store.requests.highestKey();
  const format = formats[query.format];
  const date = new Date(tools.now()).toISOString().slice(0, 19).replaceAll(":", "-");
  return {
    contentType: format.contentType,
    fileName: `natter-requests-${date}Z.${format.extension}`,
    chunks: audited(tools, actor, { format: query.format, filters, upTo }),
  };
}

interface Extent {
  format: ExportQuery["format"];
  filters: RequestFilters;
  upTo: number;
}

async function* audited(tools: ExportTools, actor: AdminActor, extent: Extent) {
  const exportId = tools.newId();
  const note = (step: "begin" | "closed", details: Record<string, unknown>) =>
    tools.store.audit.add({
      actor: `key:${actor.keyId}`,
      action: `requests.export.${step}`,
      details: { exportId, ...details },
      createdAt: tools.now(),
    });

  await note("begin", { ...extent });
  const progress: Progress = { rows: 0, isComplete: false };
  try {
    yield* chunksOf(pagesOf(tools, extent), formats[extent.format], progress);
  } finally {
    await note("closed", { ...progress });
  }
}

interface Progress {
  rows: number;
  isComplete: boolean;
}

async function* chunksOf(pages: Pages, format: Format, progress: Progress) {
  const hash = createHash("sha256");
  let text = format.head;
  for await (const page of pages) {
    for (const { record } of page) {
      text += format.row(record, progress.rows);
      progress.rows += 1;
      if (text.length < chunkChars) continue;
      hash.update(text);
      yield text;
      text = "";
      await nextTurn();
    }
  }
  hash.update(text);
  yield text + format.tail({ rows: progress.rows, sha256: hash.digest("hex") });
  progress.isComplete = true;
}

type Pages = AsyncIterable<Awaited<ReturnType<RequestHistory["page"]>>>;

async function* pagesOf(tools: ExportTools, { filters, upTo }: Extent): Pages {
  const limit = tools.exportPageRows;
  let after = 0;
  for (;;) {
    const page = await tools.store.requests.page({ filters, order: "ascending", after, upTo, limit });
    yield page;
    const last = page.at(-1);
    if (!last || page.length < limit) return;
    after = last.key;
    await nextTurn();
  }
}
