import { isDeepStrictEqual } from "node:util";
import type { NewMessage, SentMessage } from "@natter/protocol";
import { NatterError } from "../errors.js";
import type { MessageEntity } from "../store/entities.js";
import type { VisitorActor } from "./actor.js";
import type { Core } from "./core.js";
import { permit, requireOpen, requirePresence, requireValidToken } from "./policy.js";
import { postText } from "./post-message.js";
import { presentMessage } from "./present.js";

/**
 * Sends a person's message. Resolves once it is durable. The same `localId` again returns the stored message
 * with `duplicate: true`, even after the conversation ended; with another body it is a `conflict`.
 */
export async function sendMessage(
  core: Core,
  actor: VisitorActor,
  conversationId: string,
  input: NewMessage,
): Promise<SentMessage> {
  const { localId, text, quotedMessageId, metadata } = input;
  try {
    permit("message.send", actor, conversationId);
    return await core.submit({
      keys: {
        conversations: [conversationId],
        localIds: [{ conversationId, senderId: actor.participantId, localId }],
        ...(quotedMessageId !== null && { messages: [quotedMessageId] }),
      },
      apply(work) {
        requireValidToken(work.participant(actor.participantId), actor);
        const stored = work.sent(conversationId, actor.participantId, localId);
        if (stored) return repeated(stored, input);
        const { conversation, self } = requirePresence(work, actor);
        requireOpen(conversation);
        const draft = { localId, text, quotedMessageId, metadata, options: [] };
        return { message: presentMessage(postText(core, work, conversation, self, draft)), duplicate: false };
      },
    });
  } catch (error) {
    throw error instanceof NatterError ? error.withLocalId(localId) : error;
  }
}

function repeated(stored: MessageEntity, input: NewMessage): SentMessage {
  const isSame =
    stored.text === input.text &&
    stored.quotedMessageId === input.quotedMessageId &&
    isDeepStrictEqual(stored.metadata, input.metadata);
  if (isSame) return { message: presentMessage(stored), duplicate: true };
  throw new NatterError(
    "conflict",
    "This localId was already sent with another body. Make a new localId for a new message.",
  );
}
