import * as v from "valibot";

/** W3C Trace Context, header `traceparent`, version 00 (https://www.w3.org/TR/trace-context/#traceparent-header). */
export const TraceParent = v.pipe(
  v.string("must be a string"),
  v.regex(
    /^00-(?!0{32})[\da-f]{32}-(?!0{16})[\da-f]{16}-[\da-f]{2}$/u,
    "must be a traceparent of version 00, such as 00-<32 hex digits>-<16 hex digits>-01",
  ),
);
