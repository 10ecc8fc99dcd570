import { parse, TraceParent } from "@natter/protocol";
import type { HttpContext } from "./context.js";

/** The header `traceparent`. A malformed one is as if there were none (W3C Trace Context section 2.3). */
export function traceparentOf(ctx: HttpContext): string | null {
  const read = parse(TraceParent, ctx.get("traceparent"));
  return read.ok ? read.value : null;
}
