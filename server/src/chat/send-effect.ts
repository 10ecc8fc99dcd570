import type { botCalls, CallInput, Effect, SentMessage } from "@natter/protocol";
import { failure, NatterError } from "../errors.js";
import { heldFile } from "../files/held-file.js";
import { linkedFile } from "../files/linked-file.js";
import type { MessageFile, RequestEntity } from "../store/entities.js";
import type { Workspace } from "../store/workspace.js";
import type { BotActor } from "./actor.js";
import type { Core } from "./core.js";
import { noSuchConversation, requireOpen } from "./policy.js";
import { postMessage } from "./post-message.js";
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
      ...("fileKey" in effect && effect.fileKey !== null && { files: [effect.fileKey] }),
      ...(effect.quotedMessageId !== null && { messages: [effect.quotedMessageId] }),
    },
    apply(work) {
      const request = requireAttempt(work, actor, { requestId, attempt });
      const done = work.effect(requestId, index);
      const stored = done && work.message(done.messageId);
      if (stored) return { message: presentMessage(core.fileUrls, stored), duplicate: true };
      const conversation = work.conversation(request.conversationId);
      const self = work.participant(request.request.self.id);
      if (!conversation || !self || self.leftAt !== null) throw noSuchConversation();
      requireOpen(conversation);
      const message = postMessage(core, work, conversation, self, {
        type: effect.messageType,
        localId: `${requestId}:${index}`,
        text: effect.text,
        file: fileOf(work, actor, conversation.id, effect),
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
      return { message: presentMessage(core.fileUrls, message), duplicate: false };
    },
  });
}

function withMessage(request: RequestEntity, id: string, text: string): RequestEntity["response"] {
  return { messages: [...(request.response?.messages ?? []), { id, text }] };
}

/** What the effect sends besides its text. A file that the bot uploaded now belongs to the conversation. */
function fileOf(
  work: Workspace,
  actor: BotActor,
  conversationId: string,
  effect: Effect,
): MessageFile | null {
  if (effect.messageType === "text") return null;
  if (effect.externalFileUrl !== null) return linkedFile(effect.externalFileUrl);
  const key = effect.fileKey ?? "";
  const file = work.file(key);
  if (file?.botId !== actor.botId) throw wrongKey("names no file that this bot uploaded within the last day");
  if (file.type !== effect.messageType) throw wrongKey(`was uploaded for the type "${file.type}"`);
  if (file.conversationId !== null) throw failure("conflict", "file.used");
  work.changeFile(key, { conversationId });
  return heldFile(file);
}

function wrongKey(message: string): NatterError {
  return new NatterError("invalid", `fileKey ${message}`, { details: [{ field: "fileKey", message }] });
}
