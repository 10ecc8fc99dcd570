export type Cell = string | number;

/** A text table: the first column to the left, figures to the right. */
export function table(head: string[], rows: Cell[][]): string {
  const cells = [head, ...rows.map((row) => row.map(format))];
  const widths = head.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const line = (row: string[]) =>
    row.map((cell, n) => (n === 0 ? cell.padEnd(widths[n] ?? 0) : cell.padStart(widths[n] ?? 0))).join("  ");
  const [first = "", ...rest] = cells.map(line);
  return [first, "-".repeat(first.length), ...rest].join("\n");
}

/** Three significant figures, and whole numbers with thousands apart. */
export function format(cell: Cell): string {
  if (typeof cell === "string") return cell;
  if (!Number.isFinite(cell)) return "–";
  if (Math.abs(cell) >= 100) return Math.round(cell).toLocaleString("en-GB");
  return cell.toPrecision(3);
}
