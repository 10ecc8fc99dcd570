import type { ChangedMessage } from "@natter/protocol";
import { discardBlob } from "../files/discard-blob.js";
import type { VisitorActor } from "./actor.js";
import type { Core } from "./core.js";
import { requireOwn } from "./edit-message.js";
import { permit } from "./policy.js";
import { presentMessage } from "./present.js";

/**
 * Deletes the caller's own message: a tombstone stays in its place, and messages that quoted it lose their
 * quote. Its file is gone with it, the bytes after the commit. Deleting again changes nothing.
 */
export async function deleteMessage(
  core: Core,
  actor: VisitorActor,
  conversationId: string,
  messageId: string,
): Promise<ChangedMessage> {
  permit("message.delete", actor, conversationId);
  const { message, blobKey } = await core.submit({
    keys: { conversations: [conversationId], messages: [messageId], quotesOf: [messageId] },
    apply(work) {
      const message = requireOwn(work, actor, messageId);
      if (message.deletedAt !== null) return { message, blobKey: null };
      const tombstone = work.changeMessage(messageId, {
        text: null,
        file: null,
        options: [],
        metadata: null,
        quotedMessageId: null,
        deletedAt: core.now(),
      });
      for (const quoting of work.quotesOf(messageId)) {
        work.changeMessage(quoting.id, { quotedMessageId: null });
      }
      const blobKey = message.file?.key ?? null;
      if (blobKey !== null) work.removeFile(blobKey);
      return { message: tombstone, blobKey };
    },
  });
  if (blobKey !== null) await discardBlob(core, blobKey);
  return { message: presentMessage(core.fileUrls, message) };
}
