import type { Metadata, SystemEvent } from "@natter/protocol";
import { NatterError } from "../errors.js";
import {
  approval,
  type ConversationEntity,
  type MessageEntity,
  type ParticipantEntity,
} from "../store/entities.js";
import type { Workspace } from "../store/workspace.js";
import { askBots } from "./ask-bots.js";
import type { Core } from "./core.js";

export interface Draft {
  localId: string | null;
  text: string;
  options: readonly string[];
  quotedMessageId: string | null;
  metadata: Metadata | null;
}

/**
 * The one way a text gets into a conversation, whoever says it: numbers it, publishes it and asks the bots.
 * The caller has checked that the sender may speak and that this is no repeat.
 */
export function postText(
  core: Core,
  work: Workspace,
  conversation: ConversationEntity,
  sender: ParticipantEntity,
  draft: Draft,
): MessageEntity {
  if (draft.quotedMessageId !== null) requireQuotable(work, conversation, draft.quotedMessageId);
  return post(core, work, conversation.id, {
    type: "text",
    senderId: sender.id,
    ...draft,
    event: null,
  });
}

/** Tells everybody in the conversation that something happened. */
export function postEvent(
  core: Core,
  work: Workspace,
  conversationId: string,
  event: SystemEvent,
): MessageEntity {
  return post(core, work, conversationId, {
    type: "system",
    senderId: null,
    localId: null,
    text: null,
    options: [],
    quotedMessageId: null,
    metadata: null,
    event,
  });
}

type Body = Omit<MessageEntity, "id" | "conversationId" | "seq" | "version" | "approvalStatus" | "createdAt">;

function post(core: Core, work: Workspace, conversationId: string, body: Body): MessageEntity {
  const seq = work.nextNumber(conversationId);
  const message: MessageEntity = {
    id: core.newId(),
    conversationId,
    seq,
    version: seq,
    approvalStatus: approval.automatic,
    createdAt: core.now(),
    ...body,
  };
  work.addMessage(message);
  askBots(core, work, message);
  return message;
}

function requireQuotable(work: Workspace, conversation: ConversationEntity, id: string): void {
  const quoted = work.message(id);
  if (quoted?.conversationId === conversation.id && quoted.seq !== null) return;
  const message = "is not a message of this conversation that you can see";
  throw new NatterError("invalid", `quotedMessageId ${message}`, {
    details: [{ field: "quotedMessageId", message }],
  });
}
