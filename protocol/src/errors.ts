/**
 * Every error code that crosses the wire, with its HTTP twin. `isRetryable` says whether the same call,
 * repeated unchanged, may succeed later.
 */
export const errorCodes = {
  invalid: { status: 400, isRetryable: false, title: "A field is missing, malformed or out of bounds" },
  invalid_json: { status: 400, isRetryable: false, title: "The body or frame is not valid JSON" },
  unknown_call: { status: 400, isRetryable: false, title: "No such call in this protocol" },
  unsupported_protocol: { status: 400, isRetryable: false, title: "The protocol version is not spoken here" },
  unauthorized: { status: 401, isRetryable: false, title: "A valid credential is missing" },
  token_expired: { status: 401, isRetryable: false, title: "The visitor's token has expired" },
  forbidden: { status: 403, isRetryable: false, title: "This credential does not allow that" },
  origin_not_allowed: { status: 403, isRetryable: false, title: "This web origin is not on the allow-list" },
  not_found: { status: 404, isRetryable: false, title: "Nothing is here, or not for you" },
  method_not_allowed: { status: 405, isRetryable: false, title: "The address exists, with other methods" },
  conflict: { status: 409, isRetryable: false, title: "It contradicts what is stored" },
  conversation_ended: { status: 409, isRetryable: false, title: "The conversation has ended" },
  fenced: { status: 409, isRetryable: false, title: "Another attempt has taken this request over" },
  changed_mind: {
    status: 409,
    isRetryable: false,
    title: "The bot's code does something else than the attempt before it",
  },
  too_large: { status: 413, isRetryable: false, title: "The body or frame is larger than the limit" },
  unsupported_media_type: { status: 415, isRetryable: false, title: "The body's media type is not accepted" },
  rate_limited: { status: 429, isRetryable: true, title: "Too many calls in a short time" },
  internal: { status: 500, isRetryable: true, title: "The server failed; the fault is logged" },
  overloaded: { status: 503, isRetryable: true, title: "The server's queue is full" },
  unavailable: { status: 503, isRetryable: true, title: "The server cannot reach its database" },
  draining: { status: 503, isRetryable: true, title: "The server is restarting" },
} as const;

export type ErrorCode = keyof typeof errorCodes;

/** One fault of one field: `field` is a dotted path, `message` says what is wrong and what would be right. */
export interface FieldFault {
  field: string;
  message: string;
}

/** What a failed call carries. */
export interface WireError {
  code: ErrorCode;
  message: string;
  localId?: string;
  retryAfterMs?: number;
  details?: FieldFault[];
}

/** The answer to every socket call. */
export type Answer<T> = { ok: true; data: T } | { ok: false; error: WireError };
