import { type ErrorCode, errorCodes, type RestCall } from "@natter/protocol";

/** Whatever is called, this may come of it. */
const always: readonly ErrorCode[] = [
  "origin_not_allowed",
  "rate_limited",
  "internal",
  "overloaded",
  "unavailable",
  "draining",
];

/** Every code that a call may be refused with, in the order of the protocol's table. */
export function refusalsOf(call: RestCall): ErrorCode[] {
  const codes = new Set<ErrorCode>([...always, ...(call.refusals ?? [])]);
  const add = (...more: ErrorCode[]) => {
    for (const code of more) codes.add(code);
  };
  if (call.params || call.query || call.body || call.upload) add("invalid");
  if (call.body || call.upload) add("invalid_json", "too_large", "unsupported_media_type");
  if (call.access !== "anyone") add("unauthorized");
  if (call.access.includes("visitor")) add("token_expired");
  if (call.access === "visitor" || call.access.includes("admin:")) add("forbidden");
  if (call.params) add("not_found");
  return (Object.keys(errorCodes) as ErrorCode[]).filter((code) => codes.has(code));
}

export function refusalsByStatus(call: RestCall): Map<number, ErrorCode[]> {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of refusalsOf(call)) {
    const { status } = errorCodes[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return byStatus;
}
