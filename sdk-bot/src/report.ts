import type { Act } from "./effects.js";
import type { Input } from "./wire.js";

/** What was used for an answer, in all at most 32 768 bytes of JSON. Only `tool` has to be there. */
export type ToolReport = Input<"report">["report"];

/** Sends a copy as JSON sees it: a repeated call must carry the same body. */
export function report(used: ToolReport): Act<void> {
  const copy = JSON.parse(JSON.stringify(used)) as ToolReport;
  return async (calls, index) => {
    await calls.report({ index, report: copy });
  };
}
