/*
 * This folder is the one place where rows and entities meet. A row is an array of column values in the order of the
 * lists in `columns.ts`: it travels as JSON between the database and the process, many rows in one text.
 */
export type Cell = string | number | null;
export type Row = readonly Cell[];

export const json = (value: unknown): string | null => (value == null ? null : JSON.stringify(value));
// What is parsed here was written by the functions beside it, under the schema of a door.
export const parsed = <T>(cell: unknown): T | null =>
  cell == null ? null : (JSON.parse(cell as string) as T);
export const bit = (value: boolean): number => (value ? 1 : 0);
