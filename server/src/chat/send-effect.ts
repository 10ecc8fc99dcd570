import type { botCalls, CallInput, SentMessage } from "@natter/protocol";
import type { BotActor } from "./actor.js";
import type { Core } from "./core.js";
import { findEffect } from "./find-effect.js";
import { withSaid } from "./note-said.js";
import { postText } from "./post-message.js";
import { presentMessage } from "./present.js";
import { requireAttempt } from "./require-attempt.js";
import { requireVoice } from "./speak-for-request.js";

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
      const done = findEffect(work, { requestId, index, kind: "send", name: null });
      const stored = done?.messageId != null && work.message(done.messageId);
      if (stored) return { message: presentMessage(stored), duplicate: true };
      const { conversation, self } = requireVoice(work, request);
      const message = postText(core, work, conversation, self, {
        localId: `${requestId}:${index}`,
        text: effect.text,
        options: effect.options.map((option) => option.text),
        quotedMessageId: effect.quotedMessageId,
        metadata: effect.metadata,
      });
      const createdAt = core.now();
      const messageId = message.id;
      work.addEffect({ requestId, index, kind: "send", name: null, messageId, result: null, createdAt });
      work.changeRequest(requestId, { response: withSaid(request, message), updatedAt: createdAt });
      return { message: presentMessage(message), duplicate: false };
    },
  });
}
