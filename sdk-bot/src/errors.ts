import type { ErrorCode, FieldFault, WireError } from "@natter/protocol";
import { remedies } from "./remedies.js";
import { isRetryableCode } from "./wire.js";

/** The server's codes, and those of faults that never reach the server. */
export type BotErrorCode = ErrorCode | LocalErrorCode;
type LocalErrorCode =
  | "setting"
  | "misuse"
  | "permanent"
  | "no_answer"
  | "aborted"
  | "ack_timeout"
  | "unreachable"
  | "file_unreadable"
  | "too_late"
  | "too_many_effects";

interface ErrorParts {
  remedy?: string;
  cause?: unknown;
  isRetryable?: boolean;
  retryAfterMs?: number | undefined;
  details?: FieldFault[] | undefined;
}

/** The base of every error that this package makes. `message` ends with the remedy. */
export class NatterBotError extends Error {
  override readonly name: string = "NatterBotError";
  readonly code: BotErrorCode;
  /** The message without the remedy. */
  readonly what: string;
  /** What to do about it, in one sentence. */
  readonly remedy: string;
  /** Whether trying again, with nothing changed, may succeed. */
  readonly isRetryable: boolean;
  /** How long the server asked to wait before the next try; null when it did not say. */
  readonly retryAfterMs: number | null;
  /** The faulty fields of a call that was `invalid`; empty otherwise. */
  readonly details: readonly FieldFault[];

  constructor(code: BotErrorCode, what: string, parts: ErrorParts = {}) {
    const remedy = parts.remedy ?? remedies[code] ?? "";
    // What the server says is a sentence already.
    super(
      remedy === "" ? what : `${what.replace(/\.$/u, "")}. ${remedy}`,
      "cause" in parts ? { cause: parts.cause } : {},
    );
    this.code = code;
    this.what = what;
    this.remedy = remedy;
    this.isRetryable = parts.isRetryable ?? false;
    this.retryAfterMs = parts.retryAfterMs ?? null;
    this.details = parts.details ?? [];
  }
}

/** Throw it from a handler when trying the same request again cannot help: the request is put aside at once. */
export class PermanentError extends NatterBotError {
  override readonly name = "PermanentError";
  constructor(message: string, options: { cause?: unknown } = {}) {
    super("permanent", message, { remedy: "", ...options });
  }
}

/** Why an attempt ended before its handler did. */
export type AbortReason =
  | "conversation-ended"
  | "lease-lost"
  | "disconnected"
  | "superseded"
  | "fenced"
  | "suspended"
  | "stopped-by-visitor"
  | "stopped";

/** A question that nobody has answered in time. Unless a `catch` handler deals with it, the request is put aside. */
export class NoAnswerError extends NatterBotError {
  override readonly name = "NoAnswerError";
  constructor() {
    super("no_answer", "nobody answered the question in time");
  }
}

/** The `reason` of `ctx.signal`, and what replies of an ended attempt reject with. Never reported as a failure. */
export class AttemptAborted extends NatterBotError {
  override readonly name = "AttemptAborted";
  readonly reason: AbortReason;
  constructor(reason: AbortReason) {
    super("aborted", `this attempt has ended: ${reason}`);
    this.reason = reason;
  }
}

/** The error that a server's refusal becomes. Fields are called what bots call them. */
export function fromWire(error: WireError): NatterBotError {
  const details = error.details?.map((fault) => ({ ...fault, field: asWritten(fault.field) }));
  const faults = details?.map(({ field, message }) => `${field} ${message}`).join("; ") ?? "";
  const told = details ? asWritten(error.message) : error.message;
  // The server's message may name the fields already.
  const what = told.includes(faults) ? told : `${told}: ${faults}`;
  return new NatterBotError(error.code, what, {
    isRetryable: isRetryableCode(error.code),
    retryAfterMs: error.retryAfterMs,
    details,
  });
}

/** What ctx.reply takes goes over the wire as the fields of an effect, of which its caller knows nothing. */
const asWritten = (text: string) => text.replaceAll(/\beffect\.(?=\w)/gu, "");
