import type { Format } from "./format.js";

/** One JSON array, a record a line. A file that was cut short is no valid JSON. */
export const json: Format = {
  contentType: "application/json",
  extension: "json",
  head: "[",
  row: (record, index) => `${index === 0 ? "\n" : ",\n"}${JSON.stringify(record)}`,
  tail: () => "\n]\n",
};
