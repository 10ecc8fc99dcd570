import { type ErrorCode, errorCodes, type FieldFault, type WireError } from "@natter/protocol";

interface NatterErrorOptions {
  details?: FieldFault[];
  localId?: string;
  retryAfterMs?: number;
  cause?: unknown;
}

/** A failure that a caller may be told about. Anything else is logged and shown as `internal`. */
export class NatterError extends Error {
  override readonly name = "NatterError";
  readonly code: ErrorCode;
  readonly details: FieldFault[] | undefined;
  readonly localId: string | undefined;
  readonly retryAfterMs: number | undefined;

  /** `message` says what is wrong and what would be right. */
  constructor(code: ErrorCode, message: string, options: NatterErrorOptions = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.code = code;
    this.details = options.details;
    this.localId = options.localId;
    this.retryAfterMs = options.retryAfterMs;
  }

  get status(): number {
    return errorCodes[this.code].status;
  }

  /** The same failure, naming the send that it belongs to. */
  withLocalId(localId: string): NatterError {
    return new NatterError(this.code, this.message, {
      ...(this.details && { details: this.details }),
      ...(this.retryAfterMs !== undefined && { retryAfterMs: this.retryAfterMs }),
      localId,
      cause: this,
    });
  }
}

/** What the wire shows of any failure: the whole of a `NatterError`, nothing of the inside of another. */
export function toWireError(error: unknown): WireError {
  if (!(error instanceof NatterError)) {
    return { code: "internal", message: "The server failed; the fault is logged. Try again." };
  }
  return {
    code: error.code,
    message: error.message,
    ...(error.localId !== undefined && { localId: error.localId }),
    ...(error.retryAfterMs !== undefined && { retryAfterMs: error.retryAfterMs }),
    ...(error.details && { details: error.details }),
  };
}

/** The error for input that a schema refused. */
export function invalidInput(faults: FieldFault[], localId?: string): NatterError {
  const message = faults.map((fault) => `${fault.field} ${fault.message}`).join("; ");
  return new NatterError("invalid", message, { details: faults, ...(localId !== undefined && { localId }) });
}
