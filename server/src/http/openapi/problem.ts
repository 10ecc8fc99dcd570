import { type ErrorCode, errorCodes } from "@natter/protocol";
import * as v from "valibot";

/** Problem details (RFC 9457) as this server answers them. `type` is an address that explains the code. */
export const Problem = v.object({
  type: v.pipe(v.string(), v.regex(/^\/docs\/errors#[a-z_]+$/u)),
  title: v.string(),
  status: v.number(),
  detail: v.string(),
  code: v.picklist(Object.keys(errorCodes) as ErrorCode[]),
  /** Whether the same call, repeated unchanged, may succeed later. */
  isRetryable: v.boolean(),
  /** Which fields are wrong, and what would be right. */
  errors: v.optional(v.array(v.object({ field: v.string(), message: v.string() }))),
  localId: v.optional(v.string()),
  retryAfterMs: v.optional(v.number()),
});
