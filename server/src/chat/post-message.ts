import type { FileMessageType, Metadata, SystemEvent } from "@natter/protocol";
import { invalidInput } from "../errors.js";
import {
  approval,
  type ConversationEntity,
  type MessageEntity,
  type MessageFile,
  type ParticipantEntity,
} from "../store/entities.js";
import type { Workspace } from "../store/workspace.js";
import { askBots } from "./ask-bots.js";
import type { Core } from "./core.js";

export interface Draft {
  type: "text" | FileMessageType;
  localId: string | null;
  /** The caption where there is a file. */
  text: string;
  /** Set exactly for file types. */
  file: MessageFile | null;
  options: readonly string[];
  quotedMessageId: string | null;
  metadata: Metadata | null;
  /** Whether more of the text will follow. Default false. */
  isStreaming?: boolean;
}

/**
 * The one way a message gets into a conversation, whoever sends it: numbers it, publishes it and asks the bots.
 * The caller has checked that the sender may speak and that this is no repeat.
 */
export function postMessage(
  core: Core,
  work: Workspace,
  conversation: ConversationEntity,
  sender: ParticipantEntity,
  draft: Draft,
): MessageEntity {
  const { isStreaming, ...said } = draft;
  if (draft.quotedMessageId !== null) requireQuotable(work, conversation, draft.quotedMessageId);
  return post(core, work, conversation.id, {
    senderId: sender.id,
    ...said,
    streamState: isStreaming ? "streaming" : null,
    options: draft.options.map((text) => ({ text, chosenBy: null })),
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
    file: null,
    options: [],
    quotedMessageId: null,
    metadata: null,
    event,
    streamState: null,
  });
}

type Body = Pick<
  MessageEntity,
  | "type"
  | "senderId"
  | "localId"
  | "text"
  | "file"
  | "options"
  | "quotedMessageId"
  | "metadata"
  | "event"
  | "streamState"
>;

function post(core: Core, work: Workspace, conversationId: string, body: Body): MessageEntity {
  const seq = work.nextNumber(conversationId);
  const message: MessageEntity = {
    id: core.newId(),
    conversationId,
    seq,
    version: seq,
    approvalStatus: approval.automatic,
    createdAt: core.now(),
    editedAt: null,
    deletedAt: null,
    ...body,
  };
  work.addMessage(message);
  recordChoice(work, message);
  askBots(core, work, message);
  return message;
}

/** Who quotes a message with options and says the text of one has chosen it; the first to do so is kept. */
function recordChoice(work: Workspace, { id, quotedMessageId, text }: MessageEntity): void {
  const quoted = quotedMessageId === null ? undefined : work.message(quotedMessageId);
  const position = quoted?.options.findIndex((option) => option.text === text) ?? -1;
  if (quoted && quoted.options[position]?.chosenBy === null) work.chooseOption(quoted.id, position, id);
}

function requireQuotable(work: Workspace, conversation: ConversationEntity, id: string): void {
  const quoted = work.message(id);
  const isSeen = quoted?.conversationId === conversation.id && quoted.seq !== null;
  if (isSeen && quoted.deletedAt === null) return;
  const message = "is not a message of this conversation that you can see";
  throw invalidInput([{ field: "quotedMessageId", message }]);
}
