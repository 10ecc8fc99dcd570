import type { AskOutcome, botCalls, CallInput, CallReply } from "@natter/protocol";
import type { EffectEntity } from "../store/entities.js";
import type { Workspace } from "../store/workspace.js";
import type { BotActor } from "./actor.js";
import type { Core } from "./core.js";
import { findEffect } from "./find-effect.js";
import { lineageOf } from "./lineage.js";
import { postMessage } from "./post-message.js";
import { presentAnyMessage, presentOutcome } from "./present.js";
import { requireAttempt } from "./require-attempt.js";
import { requireVoice } from "./speak-for-request.js";
import { withSaid } from "./with-said.js";

type Asked = CallReply<typeof botCalls, "ask">;

/**
 * Asks the people of the conversation. While nobody has answered, the request waits and no attempt holds it:
 * neither a bot nor this server has to live that long. What answers it is in `answer-question.ts`; the attempt
 * that follows asks again and gets the recorded answer.
 */
export function askPeople(
  core: Core,
  actor: BotActor,
  input: CallInput<typeof botCalls, "ask">,
): Promise<Asked> {
  const { requestId, attempt, index, text, options, timeoutMs } = input;
  return core.submit({
    keys: { requests: [requestId], effects: [{ requestId, index }] },
    apply(work) {
      const open = alreadyAsked(work, actor, input);
      if (open) return presentQuestion(core, work, open);
      const request = requireAttempt(work, actor, { requestId, attempt });
      const done = findEffect(work, { requestId, index, kind: "ask", name: null });
      if (done) return presentQuestion(core, work, done);
      const { conversation, self } = requireVoice(work, request);
      const message = postMessage(core, work, conversation, self, {
        type: "text",
        localId: `${requestId}:${index}`,
        text,
        file: null,
        options: options.map((option) => option.text),
        quotedMessageId: null,
        metadata: null,
        lineage: lineageOf(request),
      });
      const createdAt = core.now();
      const messageId = message.id;
      work.addEffect({ requestId, index, kind: "ask", name: null, messageId, result: null, createdAt });
      work.changeRequest(requestId, {
        status: "waiting",
        leasedBy: null,
        availableAt: createdAt + timeoutMs,
        suspensions: request.suspensions + 1,
        response: withSaid(request, message),
        updatedAt: createdAt,
      });
      return { message: presentAnyMessage(core.fileUrls, message), outcome: { type: "waiting" } };
    },
  });
}

/** The same call again, because its answer was lost: the question stands. */
function alreadyAsked(
  work: Workspace,
  actor: BotActor,
  { requestId, attempt, index }: CallInput<typeof botCalls, "ask">,
): EffectEntity | undefined {
  const request = work.request(requestId);
  if (request?.botId !== actor.botId || request.status !== "waiting" || request.attempt !== attempt) {
    return undefined;
  }
  const question = work.openQuestion(requestId);
  return question?.index === index ? question : undefined;
}

function presentQuestion(core: Core, work: Workspace, effect: EffectEntity): Asked {
  const message = effect.messageId === null ? undefined : work.message(effect.messageId);
  if (!message) throw new Error(`the question of effect ${effect.index} is gone`);
  // The kind of the effect says which result it has.
  const outcome = (effect.result ?? { type: "waiting" }) as AskOutcome;
  return {
    message: presentAnyMessage(core.fileUrls, message),
    outcome: presentOutcome(core.fileUrls, outcome),
  };
}
