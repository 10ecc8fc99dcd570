import type { ExportFormat } from "@natter/protocol";
import { csv } from "./csv.js";
import type { Format } from "./format.js";
import { json } from "./json.js";
import { ndjson } from "./ndjson.js";

export const formats: Record<ExportFormat, Format> = { ndjson, csv, json };
