import { type ChangedMessage, emptyFault } from "@natter/protocol";
import { failure, invalidInput } from "../errors.js";
import type { MessageEntity } from "../store/entities.js";
import type { Workspace } from "../store/workspace.js";
import type { VisitorActor } from "./actor.js";
import type { Core } from "./core.js";
import { permit, requireOpen, requirePresence } from "./policy.js";
import { presentMessage } from "./present.js";

/**
 * Changes the text of the caller's own message, or the caption of their file. The same text again changes nothing. Bots
 * are not asked again.
 */
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
      if (message.deletedAt !== null) throw failure("conflict", "message.deleted");
      const fault = message.type === "text" ? emptyFault(text) : null;
      if (fault !== null) throw invalidInput([{ field: "text", message: fault }]);
      if (message.text === text) return { message: presentMessage(core.fileUrls, message) };
      const edited = work.changeMessage(messageId, { text, editedAt: core.now() });
      return { message: presentMessage(core.fileUrls, edited) };
    },
  });
}

/** The caller's own message in an open conversation. */
export function requireOwn(work: Workspace, actor: VisitorActor, messageId: string): MessageEntity {
  const { conversation, self } = requirePresence(work, actor);
  requireOpen(conversation);
  const message = work.message(messageId);
  if (message?.conversationId !== conversation.id || message.seq === null) {
    throw failure("not_found", "message.none");
  }
  if (message.senderId !== self.id) {
    throw failure("forbidden", "message.notOwn");
  }
  return message;
}
