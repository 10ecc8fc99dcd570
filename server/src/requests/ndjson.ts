import type { ExportClosing } from "@natter/protocol";
import type { Format } from "./format.js";

/** One JSON record a line, then an `ExportClosing` line: without it the file was cut short. */
export const ndjson: Format = {
  contentType: "application/x-ndjson",
  extension: "ndjson",
  head: "",
  row: (record) => `${JSON.stringify(record)}\n`,
  tail({ rows, sha256 }) {
    const closing: ExportClosing = { type: "closing", rows, sha256, complete: true };
    return `${JSON.stringify(closing)}\n`;
  },
};
