import type { ChangedMessage } from "@natter/protocol";
import { NatterError } from "../errors.js";
import type { MessageEntity } from "../store/entities.js";
import type { Workspace } from "../store/workspace.js";
import type { VisitorActor } from "./actor.js";
import type { Core } from "./core.js";
import { permit, requireOpen, requirePresence } from "./policy.js";
import { presentMessage } from "./present.js";

/** Changes the text of the caller's own message. The same text again changes nothing. Bots are not asked again. */
export async function editMessage(
  core: Core,
  actor: VisitorActor,
  conversationId: string,
  { messageId, text }: { messageId: string; text: string },
): Promise<ChangedMessage> {
  permit("message.edit", actor, conversationId);
  return core.submit({
    keys: { conversations: [conversationId], messages: [messageId] },
    apply(work) {
      const message = requireOwn(work, actor, messageId);
      if (message.deletedAt !== null)
        throw new NatterError("conflict", "A deleted message cannot be edited.");
      if (message.type !== "text") throw new NatterError("forbidden", "Only text messages can be edited.");
      if (message.text === text) return { message: presentMessage(message) };
      return { message: presentMessage(work.changeMessage(messageId, { text, editedAt: core.now() })) };
    },
  });
}

/** The caller's own message in an open conversation. */
export function requireOwn(work: Workspace, actor: VisitorActor, messageId: string): MessageEntity {
  const { conversation, self } = requirePresence(work, actor);
  requireOpen(conversation);
  const message = work.message(messageId);
  if (message?.conversationId !== conversation.id || message.seq === null) {
    throw new NatterError("not_found", "There is no such message in this conversation.");
  }
  if (message.senderId !== self.id) {
    throw new NatterError("forbidden", "Only one's own messages can be changed.");
  }
  return message;
}
