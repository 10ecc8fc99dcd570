import { type ErrorCode, errorCodes, type FieldFault, type WireError } from "@natter/protocol";
import type { MessageId } from "./i18n/en.js";
import type { Language } from "./i18n/languages.js";
import { type Params, say, type Text } from "./i18n/say.js";
import { sayFault } from "./i18n/say-fault.js";

interface NatterErrorOptions {
  details?: FieldFault[];
  localId?: string;
  retryAfterMs?: number;
  cause?: unknown;
  /** Where the message stands in the catalogue, so that a door can tell it in its caller's language. */
  text?: Text;
}

/** A failure that a caller may be told about. Anything else is logged and shown as `internal`. */
export class NatterError extends Error {
  override readonly name = "NatterError";
  readonly code: ErrorCode;
  readonly details: FieldFault[] | undefined;
  readonly localId: string | undefined;
  readonly retryAfterMs: number | undefined;
  readonly text: Text | undefined;

  /** `message` says, in English, what is wrong and what would be right. */
  constructor(code: ErrorCode, message: string, options: NatterErrorOptions = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.code = code;
    this.details = options.details;
    this.localId = options.localId;
    this.retryAfterMs = options.retryAfterMs;
    this.text = options.text;
  }

  get status(): number {
    return errorCodes[this.code].status;
  }

  /** The same failure, naming the send that it belongs to. */
  withLocalId(localId: string): NatterError {
    return new NatterError(this.code, this.message, {
      ...(this.details && { details: this.details }),
      ...(this.retryAfterMs !== undefined && { retryAfterMs: this.retryAfterMs }),
      ...(this.text && { text: this.text }),
      localId,
      cause: this,
    });
  }
}

/** A failure whose text stands in the catalogue. */
export function failure(
  code: ErrorCode,
  id: MessageId,
  params: Params = {},
  options: Omit<NatterErrorOptions, "text" | "details"> = {},
): NatterError {
  const text = { id, params };
  return new NatterError(code, say("en", text), { ...options, text });
}

/** What the wire shows of any failure: the whole of a `NatterError`, nothing of the inside of another. */
export function toWireError(error: unknown, language: Language = "en"): WireError {
  if (!(error instanceof NatterError)) {
    return { code: "internal", message: say(language, { id: "internal", params: {} }) };
  }
  const details = error.details?.map((fault) => ({ ...fault, message: sayFault(language, fault.message) }));
  return {
    code: error.code,
    message: error.text ? say(language, error.text) : details ? joined(details) : error.message,
    ...(error.localId !== undefined && { localId: error.localId }),
    ...(error.retryAfterMs !== undefined && { retryAfterMs: error.retryAfterMs }),
    ...(details && { details }),
  };
}

/** The error for input that a schema refused. */
export function invalidInput(faults: FieldFault[], localId?: string): NatterError {
  const options = { details: faults, ...(localId !== undefined && { localId }) };
  return new NatterError("invalid", joined(faults), options);
}

function joined(faults: readonly FieldFault[]): string {
  return faults.map((fault) => `${fault.field} ${fault.message}`).join("; ");
}
