import { isDeepStrictEqual } from "node:util";
import type { NewFileMessage, NewMessage, SentMessage } from "@natter/protocol";
import { failure, NatterError } from "../errors.js";
import { heldFile } from "../files/held-file.js";
import { linkedFile } from "../files/linked-file.js";
import type { FileEntity, MessageEntity, MessageFile } from "../store/entities.js";
import type { Workspace } from "../store/workspace.js";
import type { VisitorActor } from "./actor.js";
import type { Core } from "./core.js";
import { firstOfLineage } from "./lineage.js";
import { permit, requireOpen, requirePresence, requireValidToken } from "./policy.js";
import { postMessage } from "./post-message.js";
import { presentMessage } from "./present.js";

/** A message with a file whose bytes are in the blob store. Its row is stored with the message. */
export type UploadedMessage = NewFileMessage & { upload: FileEntity };

/**
 * Sends a person's message. Resolves once it is durable. The same `localId` again returns the stored message
 * with `duplicate: true`, even after the conversation ended, and as it is now where it was changed since; with another
 * body, or other bytes, it is a `conflict`.
 */
export async function sendMessage(
  core: Core,
  actor: VisitorActor,
  conversationId: string,
  input: NewMessage | UploadedMessage,
  traceparent: string | null = null,
): Promise<SentMessage> {
  const { localId, text, quotedMessageId, metadata } = input;
  try {
    permit("message.send", actor, conversationId);
    const send = (...inboxes: string[]) =>
      core.submit({
        keys: {
          conversations: [conversationId],
          inboxes,
          localIds: [{ conversationId, senderId: actor.participantId, localId }],
          ...(quotedMessageId !== null && { messages: [quotedMessageId] }),
        },
        apply(work) {
          requireValidToken(work.participant(actor.participantId), actor);
          const stored = work.sent(conversationId, actor.participantId, localId);
          if (stored) return repeated(core, work, stored, input);
          const { conversation, self } = requirePresence(work, actor);
          requireOpen(conversation);
          if (inboxes.length === 0 && hasPolicies(work, conversationId)) return null;
          const file = fileOf(core, input);
          if ("upload" in input) work.addFile({ ...input.upload, conversationId });
          const draft = { type: input.type, localId, text, file, quotedMessageId, metadata, options: [] };
          const message = postMessage(core, work, conversation, self, {
            ...draft,
            lineage: { ...firstOfLineage, traceparent },
          });
          return { message: presentMessage(core.fileUrls, message), duplicate: false };
        },
      });
    // Few bots want more than one message after another, so only theirs cost a second look.
    const sent = (await send()) ?? (await send(conversationId));
    if (sent) return sent;
    throw new Error("a send whose inboxes were loaded decides nothing");
  } catch (error) {
    throw error instanceof NatterError ? error.withLocalId(localId) : error;
  }
}

/** Whether what a bot was asked before decides what becomes of a message. */
function hasPolicies(work: Workspace, conversationId: string): boolean {
  return work.participants(conversationId).some(({ policy }) => policy.type !== "serial");
}

function fileOf(core: Core, input: NewMessage | UploadedMessage): MessageFile | null {
  if (input.type === "text") return null;
  if ("upload" in input) return heldFile(input.upload);
  if (!core.settings.peopleLinkFiles) throw failure("forbidden", "file.linkedByPerson");
  return linkedFile(input.externalFileUrl);
}

function repeated(
  { fileUrls }: Core,
  work: Workspace,
  stored: MessageEntity,
  input: NewMessage | UploadedMessage,
): SentMessage {
  // What was changed since is not compared: of what it was at first only the localId is left.
  const isSame =
    stored.type === input.type &&
    (stored.deletedAt !== null ||
      ((stored.editedAt !== null || stored.text === input.text) &&
        isSameQuote(work, stored.quotedMessageId, input.quotedMessageId) &&
        isDeepStrictEqual(stored.metadata, input.metadata) &&
        (input.type === "text" || isSameFile(work, stored.file, input))));
  if (isSame) return { message: presentMessage(fileUrls, stored), duplicate: true };
  throw failure("conflict", "localId.taken");
}

/** A quote is lost with the message that it quoted. */
function isSameQuote(work: Workspace, stored: string | null, quotedMessageId: string | null): boolean {
  if (stored === quotedMessageId) return true;
  const quoted = quotedMessageId === null ? undefined : work.message(quotedMessageId);
  return stored === null && quoted !== undefined && quoted.deletedAt !== null;
}

function isSameFile(
  work: Workspace,
  stored: MessageFile | null,
  input: Exclude<NewMessage, { type: "text" }> | UploadedMessage,
): boolean {
  if (!("upload" in input)) return stored?.externalUrl === input.externalFileUrl;
  return typeof stored?.key === "string" && work.file(stored.key)?.sha256 === input.upload.sha256;
}
