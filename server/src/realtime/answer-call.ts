import {
  type Answer,
  type CallInput,
  type CallReply,
  type ErrorCode,
  errorCodes,
  limits,
  parse,
} from "@natter/protocol";
import type { GenericSchema } from "valibot";
import { invalidInput, NatterError, toWireError } from "../errors.js";
import { BROKEN_FRAME } from "./frame-parser.js";

type CallTable = Record<string, { input: GenericSchema; reply: GenericSchema }>;

/** One handler a call: it gets parsed input and resolves to the reply. */
export type Handlers<T extends CallTable, Context> = {
  [Name in keyof T]: (context: Context, input: CallInput<T, Name>) => Promise<CallReply<T, Name>>;
};

/**
 * Answers whatever arrives on a socket: reads it by the table's schema, runs the handler, and acknowledges
 * with data or a coded error. Never throws, never closes the socket.
 */
export async function answerCall<T extends CallTable, Context>(
  table: T,
  handlers: Handlers<T, Context>,
  context: Context,
  name: string,
  args: readonly unknown[],
  onFault: (error: unknown) => void,
): Promise<void> {
  const last = args.at(-1);
  const acknowledge = typeof last === "function" ? (last as (answer: Answer<unknown>) => void) : undefined;
  const input = acknowledge && args.length === 1 ? {} : args[0];
  try {
    const data = await runCall(table, handlers, context, name, input);
    acknowledge?.({ ok: true, data });
  } catch (error) {
    if (!(error instanceof NatterError)) onFault(error);
    acknowledge?.({ ok: false, error: toWireError(error) });
  }
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
    throw new NatterError("unknown_call", `There is no call "${name.slice(0, 64)}". There are: ${known}.`);
  }
  const read = parse(call.input, input);
  if (!read.ok) throw invalidInput(read.faults, localIdOf(input));
  // The table pairs each schema with its handler, which the compiler cannot follow through an index.
  const handler = handlers[name] as (context: Context, input: unknown) => Promise<unknown>;
  return handler(context, read.value);
}

function brokenFrame(code: ErrorCode): NatterError {
  const { title } = errorCodes[code];
  if (code === "too_large") {
    return new NatterError(
      code,
      `${title}: a frame has at most ${limits.frameMaxChars} characters. Send less at once.`,
    );
  }
  return new NatterError(code, `${title}: a call is a JSON text frame. Nothing was done.`);
}

function localIdOf(input: unknown): string | undefined {
  if (typeof input !== "object" || input === null || !("localId" in input)) return undefined;
  return typeof input.localId === "string" ? input.localId.slice(0, limits.localIdMaxChars) : undefined;
}
