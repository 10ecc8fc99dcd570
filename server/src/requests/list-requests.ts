import type { ListRequestsQuery, RequestPage } from "@natter/protocol";
import { invalidInput, type NatterError } from "../errors.js";
import type { RequestFilters } from "../store/request-history.js";
import type { Store } from "../store/store.js";
import type { Cursors } from "./cursor.js";
import { readFilters } from "./filters.js";

export interface ListTools {
  store: Pick<Store, "requests" | "bots">;
  cursors: Cursors;
}

/**
 * A page of the request history, newest first. A walk from page to page sees exactly the rows that existed
 * at its first page: each once, whatever is written meanwhile. The cursor carries the filters; whoever
 * repeats them beside it has to repeat them unchanged. Rejects with `invalid`, naming the field.
 */
export async function listRequests(tools: ListTools, query: ListRequestsQuery): Promise<RequestPage> {
  const { requests, bots } = tools.store;
  const asked = await readFilters(query, bots);
  const walk =
    query.cursor === undefined
      ? { filters: asked, upTo: await requests.highestKey() }
      : resume(tools.cursors, query.cursor, asked);

  // One row more than the page tells whether there is a next one.
  const rows = await requests.page({ ...walk, order: "descending", limit: query.limit + 1 });
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  const hasMore = rows.length > page.length && last !== undefined;
  return {
    requests: page.map((row) => row.record),
    nextCursor: hasMore
      ? tools.cursors.seal({ filters: walk.filters, upTo: walk.upTo, after: last.key })
      : null,
  };
}

function resume(cursors: Cursors, text: string, asked: RequestFilters) {
  const walk = cursors.open(text);
  if (walk === null) throw cursorFault("is not one that this server gave out; begin again without it");
  for (const [name, value] of Object.entries(asked)) {
    if (walk.filters[name as keyof RequestFilters] !== value) {
      throw cursorFault(
        "belongs to other filters; repeat them unchanged, leave them out, or begin again without it",
      );
    }
  }
  return walk;
}

function cursorFault(message: string): NatterError {
  return invalidInput([{ field: "cursor", message }]);
}
