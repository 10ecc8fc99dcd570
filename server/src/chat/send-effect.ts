import type { botCalls, CallInput, SentMessage } from "@natter/protocol";
import type { RequestEntity } from "../store/entities.js";
import type { BotActor } from "./actor.js";
import type { Core } from "./core.js";
import { noSuchConversation, requireOpen } from "./policy.js";
import { postText } from "./post-message.js";
import { presentMessage } from "./present.js";
import { requireAttempt } from "./require-attempt.js";

/**
 * Does one thing that a bot answers with. Keyed by (request, index): a re-run of the bot's code finds what
 * the attempt before it did and repeats nothing. An attempt that was overtaken is `fenced`.
 */
export function sendEffect(
  core: Core,
  actor: BotActor,
  input: CallInput<typeof botCalls, "effect">,
): Promise<SentMessage> {
  const { requestId, index, attempt, effect } = input;
  return core.submit({
    keys: {
      requests: [requestId],
      effects: [{ requestId, index }],
      ...(effect.quotedMessageId !== null && { messages: [effect.quotedMessageId] }),
    },
    apply(work) {
      const request = requireAttempt(work, actor, { requestId, attempt });
      const done = work.effect(requestId, index);
      const stored = done && work.message(done.messageId);
      if (stored) return { message: presentMessage(stored), duplicate: true };
      const conversation = work.conversation(request.conversationId);
      const self = work.participant(request.request.self.id);
      if (!conversation || !self || self.leftAt !== null) throw noSuchConversation();
      requireOpen(conversation);
      const message = postText(core, work, conversation, self, {
        localId: `${requestId}:${index}`,
        text: effect.text,
        options: effect.options.map((option) => option.text),
        quotedMessageId: effect.quotedMessageId,
        metadata: effect.metadata,
      });
      const createdAt = core.now();
      work.addEffect({ requestId, index, messageId: message.id, createdAt });
      work.changeRequest(requestId, {
        response: withMessage(request, message.id, effect.text),
        updatedAt: createdAt,
      });
      return { message: presentMessage(message), duplicate: false };
    },
  });
}

function withMessage(request: RequestEntity, id: string, text: string): RequestEntity["response"] {
  return { messages: [...(request.response?.messages ?? []), { id, text }] };
}
