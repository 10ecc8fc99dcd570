import * as v from "valibot";

/** A time as somebody writes it into an address: ISO 8601, integer milliseconds, or `now`. */
export const QueryTime = v.pipe(
  v.string("must be given once"),
  v.check(
    (text) => text === "now" || /^\d{1,15}$/u.test(text) || isIsoTime(text),
    'must be an ISO 8601 time such as 2026-01-31T08:00:00Z, integer milliseconds, or "now"',
  ),
  v.transform((text) =>
    text === "now" ? Date.now() : /^\d+$/u.test(text) ? Number(text) : Date.parse(text),
  ),
);

function isIsoTime(text: string): boolean {
  return (
    /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?$/u.test(text) &&
    !Number.isNaN(Date.parse(text))
  );
}
