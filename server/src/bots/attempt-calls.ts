import type { AttemptCall, botCalls, CallInput, CallReply } from "@natter/protocol";
import type { BotActor } from "../chat/actor.js";
import { askPeople } from "../chat/ask-people.js";
import type { Core } from "../chat/core.js";
import { recordReport } from "../chat/record-report.js";
import { recordStep } from "../chat/record-step.js";
import { sendEffect } from "../chat/send-effect.js";
import { NatterError } from "../errors.js";
import type { Dispatcher } from "./dispatcher.js";
import type { Streams } from "./streams.js";
import { traced } from "./traced-calls.js";

/** What the calls of an attempt need of this server. */
export interface AttemptHouse {
  dispatcher: Pick<Dispatcher, "settled">;
  streams: Pick<Streams, "add" | "end">;
}

/** Who calls, and where. */
export interface AttemptContext extends AttemptHouse {
  core: Core;
  actor: BotActor;
  /** What the bot calls from: what it writes is stored when that is gone. */
  instance: string;
}

type AttemptHandlers = {
  [Name in AttemptCall]: (
    context: AttemptContext,
    input: CallInput<typeof botCalls, Name>,
  ) => Promise<CallReply<typeof botCalls, Name>>;
};

/** What a bot does in the middle of an attempt, whatever door it comes by. */
export const attemptHandlers: AttemptHandlers = {
  effect: (context, input) => holding(context, input, sendEffect(context.core, context.actor, input)),
  async ask(context, input) {
    const { core, dispatcher, actor } = context;
    const answer = await holding(context, input, askPeople(core, actor, input));
    // Nobody holds a request that waits: its instance is free for others.
    if (answer.outcome.type === "waiting")
      dispatcher.settled(actor.botId, input.requestId, input.attempt, "suspended");
    return answer;
  },
  step: (context, input) => holding(context, input, recordStep(context.core, context.actor, input)),
  delta: ({ streams, actor, instance }, input) => streams.add(actor, instance, input),
  "delta.end": ({ streams, actor }, input) => streams.end(actor, input),
  async report({ core, actor }, input) {
    await recordReport(core, actor, input);
    return {};
  },
};

/** The same, each call told to those who listen. */
export const attemptCalls = traced(attemptHandlers);

/** What an attempt does. Where the answer is that it holds its request no longer, its share of credit is free, too. */
export async function holding<T>(
  { dispatcher, actor }: Pick<AttemptContext, "dispatcher" | "actor">,
  { requestId, attempt }: { requestId: string; attempt: number },
  doing: Promise<T>,
): Promise<T> {
  try {
    return await doing;
  } catch (error) {
    if (error instanceof NatterError && error.code === "fenced") {
      dispatcher.settled(actor.botId, requestId, attempt, "released");
    }
    throw error;
  }
}
