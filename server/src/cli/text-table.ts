/** Rows under a header, in columns as wide as their widest cell. */
export function textTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [header, ...rows];
  const widths = header.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines
    .map(
      (line) =>
        `${line
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join("  ")
          .trimEnd()}\n`,
    )
    .join("");
}

/** A time for people, in UTC to the minute. */
export function shownTime(at: number | null): string {
  return at === null ? "-" : `${new Date(at).toISOString().slice(0, 16).replace("T", " ")}Z`;
}
