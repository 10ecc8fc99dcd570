import type { ChangedMessage } from "@natter/protocol";
import type { VisitorActor } from "./actor.js";
import type { Core } from "./core.js";
import { requireOwn } from "./edit-message.js";
import { permit } from "./policy.js";
import { presentMessage } from "./present.js";

/**
 * Deletes the caller's own message: a tombstone stays in its place, and messages that quoted it lose their
 * quote. Deleting again changes nothing.
 */
export async function deleteMessage(
  core: Core,
  actor: VisitorActor,
  conversationId: string,
  messageId: string,
): Promise<ChangedMessage> {
  permit("message.delete", actor, conversationId);
  return core.submit({
    keys: { conversations: [conversationId], messages: [messageId], quotesOf: [messageId] },
    apply(work) {
      const message = requireOwn(work, actor, messageId);
      if (message.deletedAt !== null) return { message: presentMessage(message) };
      const tombstone = work.changeMessage(messageId, {
        text: null,
        options: [],
        metadata: null,
        quotedMessageId: null,
        deletedAt: core.now(),
      });
      for (const quoting of work.quotesOf(messageId)) {
        work.changeMessage(quoting.id, { quotedMessageId: null });
      }
      return { message: presentMessage(tombstone) };
    },
  });
}
