import type { botCalls, CallInput, Effect, SentMessage } from "@natter/protocol";
import { failure, NatterError } from "../errors.js";
import { heldFile } from "../files/held-file.js";
import { linkedFile } from "../files/linked-file.js";
import type { MessageFile } from "../store/entities.js";
import type { Workspace } from "../store/workspace.js";
import type { BotActor } from "./actor.js";
import type { Core } from "./core.js";
import { findEffect } from "./find-effect.js";
import { withSaid } from "./note-said.js";
import { postMessage } from "./post-message.js";
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
      ...("fileKey" in effect && effect.fileKey !== null && { files: [effect.fileKey] }),
      ...(effect.quotedMessageId !== null && { messages: [effect.quotedMessageId] }),
    },
    apply(work) {
      const request = requireAttempt(work, actor, { requestId, attempt });
      const done = findEffect(work, { requestId, index, kind: "send", name: null });
      const stored = done?.messageId != null && work.message(done.messageId);
      if (stored) return { message: presentMessage(core.fileUrls, stored), duplicate: true };
      const { conversation, self } = requireVoice(work, request);
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
      const messageId = message.id;
      work.addEffect({ requestId, index, kind: "send", name: null, messageId, result: null, createdAt });
      work.changeRequest(requestId, { response: withSaid(request, message), updatedAt: createdAt });
      return { message: presentMessage(core.fileUrls, message), duplicate: false };
    },
  });
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
