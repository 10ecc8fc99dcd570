import type { FileMessageType, Metadata, SystemEvent } from "@natter/protocol";
import { invalidInput } from "../errors.js";
import {
  type ApprovalStatus,
  approval,
  type ConversationEntity,
  type MessageEntity,
  type MessageFile,
  type ParticipantEntity,
} from "../store/entities.js";
import type { Workspace } from "../store/workspace.js";
import { askBots } from "./ask-bots.js";
import type { Core } from "./core.js";
import { firstOfLineage, type Lineage } from "./lineage.js";
import { managerOf } from "./policy.js";

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
  /** Of the request that it answers, or of the call by which a person says it. Default: it begins one. */
  lineage?: Lineage;
  /** What a manager says of it. Default: nothing. */
  managed?: Managed | undefined;
}

/** How a message leaves that a manager, or a moderator, sends. */
export interface Managed {
  /** Whether people see it at once; otherwise it is held. */
  isApproved: boolean;
  /** Whether it is said as another participant. */
  isSentByManager: boolean;
  /** Whether it is for bots alone. */
  isForBots: boolean;
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
  const { isStreaming, lineage = firstOfLineage, managed, ...said } = draft;
  if (draft.quotedMessageId !== null) requireQuotable(work, conversation, draft.quotedMessageId);
  const body: Body = {
    senderId: sender.id,
    ...said,
    streamState: isStreaming ? "streaming" : null,
    options: draft.options.map((text) => ({ text, chosenBy: null })),
    event: null,
    hops: lineage.hops,
    isSentByManager: managed?.isSentByManager ?? false,
    isForBots: managed?.isForBots ?? false,
    approvalStatus: firstApproval(work, sender, managed),
  };
  return post(core, work, conversation.id, body, lineage.traceparent);
}

/**
 * What becomes of a message as it is stored. This is the one place where a message gets held: what a bot says where
 * there is a manager, and what a manager sends without its own approval. The manager's questions and streams need none.
 */
function firstApproval(
  work: Workspace,
  sender: ParticipantEntity,
  managed: Managed | undefined,
): ApprovalStatus {
  if (managed) return managed.isApproved ? approval.byManager : approval.none;
  if (sender.kind === "human") return approval.automatic;
  const manager = managerOf(work.participants(sender.conversationId));
  if (manager === null) return approval.automatic;
  return manager.id === sender.id ? approval.byManager : approval.none;
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
    hops: 0,
    isSentByManager: false,
    isForBots: false,
    approvalStatus: approval.automatic,
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
  | "hops"
  | "isSentByManager"
  | "isForBots"
  | "approvalStatus"
>;

function post(
  core: Core,
  work: Workspace,
  conversationId: string,
  body: Body,
  traceparent: string | null = null,
): MessageEntity {
  const seq = body.approvalStatus === approval.none ? null : work.nextNumber(conversationId);
  const message: MessageEntity = {
    id: core.newId(),
    conversationId,
    seq,
    version: seq,
    createdAt: core.now(),
    editedAt: null,
    deletedAt: null,
    holdUntil: null,
    holdThen: null,
    ...body,
  };
  work.addMessage(message);
  if (seq !== null) recordChoice(work, message);
  // A draft is shown to its manager when it is whole.
  if (seq !== null || message.streamState === null) askBots(core, work, message, traceparent);
  return message;
}

/** Lets people see a held message, once: with the next number, as if it were said now. */
export function publishMessage(
  work: Workspace,
  message: MessageEntity,
  patch: Partial<Pick<MessageEntity, "text">> = {},
): MessageEntity {
  const decided = { approvalStatus: approval.byManager, holdUntil: null, holdThen: null, isForBots: false };
  const published = work.publishMessage(message.id, { ...patch, ...decided });
  recordChoice(work, published);
  return published;
}

/** Who quotes a message with options and says the text of one has chosen it; the first to do so is kept. */
function recordChoice(work: Workspace, { id, quotedMessageId, text }: MessageEntity): void {
  const quoted = quotedMessageId === null ? undefined : work.message(quotedMessageId);
  const position = quoted?.options.findIndex((option) => option.text === text) ?? -1;
  if (quoted && quoted.options[position]?.chosenBy === null) work.chooseOption(quoted.id, position, id);
}

export function requireQuotable(work: Workspace, conversation: ConversationEntity, id: string): void {
  const quoted = work.message(id);
  const isSeen = quoted?.conversationId === conversation.id && quoted.seq !== null;
  if (isSeen && quoted.deletedAt === null) return;
  const message = "is not a message of this conversation that you can see";
  throw invalidInput([{ field: "quotedMessageId", message }]);
}
