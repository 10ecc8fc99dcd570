import type { RequestRecord } from "@natter/protocol";
import type { Format } from "./format.js";

const columns = [
  "id",
  "botId",
  "botName",
  "conversationId",
  "messageId",
  "sessionKey",
  "isAggregation",
  "status",
  "attempt",
  "createdAt",
  "updatedAt",
  "latencyMs",
  "error",
  "request",
  "response",
] as const satisfies readonly (keyof RequestRecord)[];

/** RFC 4180, with a header row. `request` and `response` are JSON in a cell; null is an empty cell. */
export const csv: Format = {
  contentType: "text/csv; charset=utf-8; header=present",
  extension: "csv",
  head: csvLine(columns),
  row: (record) => csvLine(columns.map((column) => record[column])),
  tail: () => "",
};

/** One line of CSV. Objects are written as JSON; a text that a spreadsheet would run is made harmless. */
export function csvLine(values: readonly unknown[]): string {
  return `${values.map((value) => quoted(guarded(cellText(value)))).join(",")}\r\n`;
}

/**
 * A leading apostrophe keeps spreadsheets from reading a cell as a formula
 * (https://owasp.org/www-community/attacks/CSV_Injection). Plain numbers stay numbers.
 */
export function guarded(text: string): string {
  const isFormula = /^[=+\-@\t\r]/u.test(text) && !/^[+-]?\d+(\.\d+)?$/u.test(text);
  return isFormula ? `'${text}` : text;
}

function cellText(value: unknown): string {
  if (value === null) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function quoted(text: string): string {
  return /[",\r\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
