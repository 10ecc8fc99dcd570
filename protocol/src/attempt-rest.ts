import type { GenericSchema } from "valibot";
import { botCalls } from "./bot-socket.js";
import type { ErrorCode } from "./errors.js";

/** What a bot does in the middle of an attempt. */
export type AttemptCall = "effect" | "ask" | "step" | "report" | "delta" | "delta.end";

interface SocketCall<Input, Reply> {
  summary: string;
  input: Input;
  reply: Reply;
}

/** What every one of them may be refused with. */
const refusals: readonly ErrorCode[] = [
  "forbidden",
  "not_found",
  "conflict",
  "conversation_ended",
  "fenced",
  "changed_mind",
];

/** The socket's call of that name as a REST call: one schema for both doors. */
function asRest<const Path extends `/${string}`, Input extends GenericSchema, Reply extends GenericSchema>(
  path: Path,
  name: AttemptCall,
  { summary, input, reply }: SocketCall<Input, Reply>,
) {
  return {
    method: "POST",
    path,
    summary: `As \`${name}\` over a bot's socket: ${summary}`,
    access: "bot",
    status: 200,
    refusals,
    body: input,
    reply,
  } as const;
}

/** For bots behind a webhook, which have no socket to say it over. */
export const attemptRestCalls = {
  performEffect: asRest("/bots/effects", "effect", botCalls.effect),
  askPeople: asRest("/bots/questions", "ask", botCalls.ask),
  recordStep: asRest("/bots/steps", "step", botCalls.step),
  addReport: asRest("/bots/reports", "report", botCalls.report),
  addDelta: asRest("/bots/deltas", "delta", botCalls.delta),
  endDelta: asRest("/bots/deltas/end", "delta.end", botCalls["delta.end"]),
};
