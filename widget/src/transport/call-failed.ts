import type { ErrorCode, errorCodes, WireError } from "@natter/protocol";

/** The codes whose calls may succeed when repeated unchanged. The compiler keeps this equal to the protocol's table. */
type RetryableCode = {
  [Code in ErrorCode]: (typeof errorCodes)[Code]["isRetryable"] extends true ? Code : never;
}[ErrorCode];
const retryable: Record<RetryableCode, true> = {
  rate_limited: true,
  internal: true,
  overloaded: true,
  unavailable: true,
  draining: true,
};

/** `unreachable` is ours: no answer came, so nobody knows whether the call took effect. */
export type FailureCode = ErrorCode | "unreachable";

/** A call that got an error, or no answer. */
export class CallFailed extends Error {
  readonly code: FailureCode;
  readonly retryAfterMs: number;

  constructor(error: { code: FailureCode; message: string; retryAfterMs?: number }, options?: ErrorOptions) {
    super(error.message, options);
    this.name = "CallFailed";
    this.code = error.code;
    this.retryAfterMs = error.retryAfterMs ?? 0;
  }

  static unreachable(cause: unknown): CallFailed {
    return new CallFailed({ code: "unreachable", message: "The server did not answer" }, { cause });
  }

  /** A newer server's unknown code counts as retryable when it says when to come back. */
  get isRetryable(): boolean {
    return this.code === "unreachable" || this.code in retryable || this.retryAfterMs > 0;
  }

  /** The conversation, or the right to take part in it, is gone. */
  get isMembershipLost(): boolean {
    return this.code === "token_expired" || this.code === "unauthorized" || this.code === "not_found";
  }
}

export function isWireError(value: unknown): value is WireError {
  return typeof value === "object" && value !== null && "code" in value && typeof value.code === "string";
}
