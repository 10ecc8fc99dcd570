import type { RequestEntity } from "../entities.js";
import type { RequestFilters, RequestHistory } from "../request-history.js";
import type { Tables } from "./tables.js";

export function createRequestHistory(tables: Tables): RequestHistory {
  return {
    async highestKey() {
      return tables.requests.size;
    },
    async page({ filters, order, after, upTo, limit }) {
      const rows = [...tables.requests.values()].map((row, index) => ({ key: index + 1, row }));
      const wanted = rows.filter(
        ({ key, row }) =>
          key <= upTo &&
          (after === undefined || (order === "ascending" ? key > after : key < after)) &&
          passes(row, filters),
      );
      if (order === "descending") wanted.reverse();
      return wanted.slice(0, limit).map(({ key, row }) => ({ key, record: recordOf(row, tables) }));
    },
  };
}

function passes(row: RequestEntity, filters: RequestFilters): boolean {
  const { since, until, ...equal } = filters;
  const isSame = Object.entries(equal).every(
    ([name, value]) => value === undefined || row[name as keyof typeof equal] === value,
  );
  return isSame && row.createdAt >= (since ?? 0) && row.createdAt < (until ?? Number.POSITIVE_INFINITY);
}

function recordOf(
  { failures, suspensions, leasedBy, availableAt, messageIds, redirectedBy, ...row }: RequestEntity,
  tables: Tables,
) {
  return {
    ...row,
    ...(messageIds && { messageIds: [...messageIds] }),
    botName: tables.bots.get(row.botId)?.name ?? row.botId,
  };
}
