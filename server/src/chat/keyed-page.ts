/** The first `limit` of rows that were read with one more, and the cursor that reads on; null where there is no more. */
export function keyedPage<Row extends { key: number }>(
  rows: readonly Row[],
  limit: number,
): { page: Row[]; nextCursor: string | null } {
  const page = rows.slice(0, limit);
  return { page, nextCursor: rows.length > limit ? String(page.at(-1)?.key) : null };
}
