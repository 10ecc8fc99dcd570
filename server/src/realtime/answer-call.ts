import { type Answer, type CallInput, type CallReply, type ErrorCode, limits, parse } from "@natter/protocol";
import type { GenericSchema } from "valibot";
import { failure, invalidInput, NatterError, toWireError } from "../errors.js";
import { expectedFailure } from "../expected-failure.js";
import type { Language } from "../i18n/languages.js";
import { BROKEN_FRAME } from "./frame-parser.js";

type CallTable = Record<string, { input: GenericSchema; reply: GenericSchema }>;

/** One handler a call: it gets parsed input and resolves to the reply. */
export type Handlers<T extends CallTable, Context> = {
  [Name in keyof T]: (context: Context, input: CallInput<T, Name>) => Promise<CallReply<T, Name>>;
};

/** What goes on around every call of a socket. */
export interface CallSurroundings {
  /** Of what goes wrong. */
  language: Language;
  /** Null when the call may go on; otherwise what to answer instead. */
  refusal(call: string, input: unknown): NatterError | null;
  onAnswered(call: string, outcome: "ok" | ErrorCode): void;
  onFault(error: unknown): void;
}

/**
 * Answers whatever arrives on a socket: reads it by the table's schema, runs the handler, and acknowledges
 * with data or a coded error. Never throws, never closes the socket.
 */
export async function answerCall<T extends CallTable, Context>(
  table: T,
  handlers: Handlers<T, Context>,
  context: Context,
  event: string,
  args: readonly unknown[],
  surroundings: CallSurroundings,
): Promise<void> {
  const last = args.at(-1);
  const acknowledge = typeof last === "function" ? (last as (answer: Answer<unknown>) => void) : undefined;
  const input = acknowledge && args.length === 1 ? {} : args[0];
  // Typed as a text, but an event of Socket.IO may be named by a number, or not at all.
  const name = typeof event === "string" ? event : typeof event;
  const call = Object.hasOwn(table, name) ? name : "unknown";
  try {
    const refused = surroundings.refusal(call, input);
    if (refused) throw named(refused, input);
    const data = await runCall(table, handlers, context, name, input);
    acknowledge?.({ ok: true, data });
    surroundings.onAnswered(call, "ok");
  } catch (error) {
    const known = expectedFailure(error);
    if (!(known instanceof NatterError)) surroundings.onFault(error);
    const wire = toWireError(known, surroundings.language);
    acknowledge?.({ ok: false, error: wire });
    surroundings.onAnswered(call, wire.code);
  }
}

/** A sender recognises a refused message by its own name for it. */
function named(refused: NatterError, input: unknown): NatterError {
  const localId = localIdOf(input);
  return localId === undefined ? refused : refused.withLocalId(localId);
}

function runCall<T extends CallTable, Context>(
  table: T,
  handlers: Handlers<T, Context>,
  context: Context,
  name: string,
  input: unknown,
): Promise<unknown> {
  if (name === BROKEN_FRAME) throw brokenFrame(input as ErrorCode);
  const call = Object.hasOwn(table, name) ? table[name] : undefined;
  if (!call) {
    const known = Object.keys(table).join(", ");
    throw failure("unknown_call", "call.none", { name: name.slice(0, 64), known });
  }
  const read = parse(call.input, input);
  if (!read.ok) throw invalidInput(read.faults, localIdOf(input));
  // The table pairs each schema with its handler, which the compiler cannot follow through an index.
  const handler = handlers[name] as (context: Context, input: unknown) => Promise<unknown>;
  return handler(context, read.value);
}

function brokenFrame(code: ErrorCode): NatterError {
  if (code === "too_large") return failure(code, "frame.large", { max: limits.frameMaxChars });
  return failure(code, "frame.broken");
}

function localIdOf(input: unknown): string | undefined {
  if (typeof input !== "object" || input === null || !("localId" in input)) return undefined;
  return typeof input.localId === "string" ? input.localId.slice(0, limits.localIdMaxChars) : undefined;
}
