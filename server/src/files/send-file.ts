import type { NewFileMessage, SentMessage } from "@natter/protocol";
import type { VisitorActor } from "../chat/actor.js";
import type { Core } from "../chat/core.js";
import { permit, requirePresent } from "../chat/policy.js";
import { sendMessage } from "../chat/send-message.js";
import { NatterError } from "../errors.js";
import { discardBlob, discardUnlessStored } from "./discard-blob.js";
import { type IncomingFile, receiveFile } from "./receive-file.js";

/**
 * Sends a file as a person's message: first its bytes, then its row and the message in one transaction, through the
 * same verb as a text. A repeat of the `localId` with the same bytes returns the stored message.
 */
export async function sendFile(
  core: Core,
  actor: VisitorActor,
  conversationId: string,
  input: NewFileMessage,
  file: IncomingFile,
  traceparent: string | null = null,
): Promise<SentMessage> {
  try {
    // Before a byte is read: strangers fill no disk.
    permit("message.send", actor, conversationId);
    await requirePresent(core, actor);
    const upload = await receiveFile(core, input.type, file);
    try {
      const sent = await sendMessage(core, actor, conversationId, { ...input, upload }, traceparent);
      if (sent.duplicate) await discardBlob(core, upload.key);
      return sent;
    } catch (error) {
      await discardUnlessStored(core, upload.key, error);
      throw error;
    }
  } catch (error) {
    throw error instanceof NatterError && error.localId === undefined
      ? error.withLocalId(input.localId)
      : error;
  }
}
