import type {
  Approval,
  AskOutcome,
  BotRequestPayload,
  CommandRecord,
  Conversation,
  Feed,
  FileInfo,
  HeldMessage,
  Message,
  Participant,
  ReviewedMessage,
} from "@natter/protocol";
import type { FileUrls } from "../files/file-urls.js";
import type {
  CommandEntity,
  ConversationEntity,
  MessageEntity,
  MessageFile,
  ParticipantEntity,
} from "../store/entities.js";
import type { HeldRow } from "../store/moderation.js";
import type { Presence } from "./core.js";

/* The only mapping from what is stored to what is shown. */

export function presentConversation(row: ConversationEntity): Conversation {
  const { id, name, metadata, createdAt, endedAt, head } = row;
  return { id, name, metadata, createdAt, endedAt, head };
}

/** Without the visitor's identity and the session key: those are nobody else's business. */
export function presentParticipant(presence: Presence, row: ParticipantEntity): Participant {
  const { id, kind, nickname, botName, role, isRequired, joinedAt, leftAt, readSeq } = row;
  const isPresent = leftAt === null && presence.isPresent(row);
  const shown = { id, kind, nickname, botName, isRequired, joinedAt, leftAt, isPresent, readSeq };
  return role === "manager" ? { isManager: true, ...shown } : shown;
}

/**
 * A published message, its file by a fresh address. Held ones have no place on the wire to people. Twice a message it
 * runs on the way to the wire: what is spread stands last, since spreading first takes the engine fifty times as long.
 */
export function presentMessage(urls: FileUrls, row: MessageEntity): Message {
  if (row.seq === null) throw new Error(`message ${row.id} is held, not for showing`);
  return presentAnyMessage(urls, row);
}

/** A message as bots and operators see it: a held one has no numbers yet, and shows 0. */
export function presentAnyMessage(urls: FileUrls, row: MessageEntity): Message {
  const everyMessage = {
    id: row.id,
    conversationId: row.conversationId,
    seq: row.seq ?? 0,
    version: row.version ?? 0,
    sentAt: row.createdAt,
    editedAt: row.editedAt,
    deletedAt: row.deletedAt,
    localId: row.localId,
    quotedMessageId: row.quotedMessageId,
    metadata: row.metadata,
  };
  if (row.type === "system") {
    if (!row.event) throw new Error(`system message ${row.id} has no event`);
    return { type: "system", senderId: null, event: row.event, ...everyMessage };
  }
  if (row.senderId === null) throw new Error(`message ${row.id} has no sender`);
  const options = row.options.map(({ text }) => ({ text }));
  const said = { senderId: row.senderId, text: row.text ?? "", options, ...everyMessage };
  if (row.type !== "text") return { type: row.type, file: row.file && presentFile(urls, row.file), ...said };
  if (row.streamState === "streaming") return { type: "text", isStreaming: true, ...said };
  if (row.streamState === "interrupted") return { type: "text", isInterrupted: true, ...said };
  return { type: "text", ...said };
}

/** What operators see of a message that waits for a decision. */
export function presentHeld(
  { fileUrls, presence }: { fileUrls: FileUrls; presence: Presence },
  { message, sender }: Pick<HeldRow, "message" | "sender">,
): HeldMessage {
  return { ...presentForOperators(fileUrls, message), sender: presentParticipant(presence, sender) };
}

const approvals: readonly Approval[] = ["held", "automatic", "approved", "rejected"];

/** What operators see of any message. */
export function presentReviewed(urls: FileUrls, message: MessageEntity): ReviewedMessage {
  return {
    ...presentForOperators(urls, message),
    approval: approvals[message.approvalStatus] ?? "held",
    isForBots: message.isForBots,
    chosen: message.options.flatMap(({ chosenBy }, option) =>
      chosenBy === null ? [] : [{ option, messageId: chosenBy }],
    ),
  };
}

function presentForOperators(urls: FileUrls, message: MessageEntity) {
  const { holdUntil, holdThen, isSentByManager } = message;
  return {
    message: presentAnyMessage(urls, message),
    sentByManager: isSentByManager,
    hold: holdUntil === null || holdThen === null ? null : { until: holdUntil, then: holdThen },
  };
}

export function presentCommand(row: CommandEntity): CommandRecord {
  const { id, actorKind, actorId, type, conversationId, messageId, details, outcome, createdAt } = row;
  const actor = { kind: actorKind, id: actorId };
  return { id, actor, type, conversationId, messageId, details, outcome, createdAt };
}

function presentFile(urls: FileUrls, file: MessageFile): FileInfo {
  const { key, externalUrl, name, sizeBytes, mimeType, width, height } = file;
  const url = key === null ? (externalUrl ?? "") : urls.sign(key);
  return { url, name, sizeBytes, mimeType, width, height };
}

/** A stored request as it is delivered: addresses of files would expire with time. */
export function presentRequest(urls: FileUrls, payload: BotRequestPayload): BotRequestPayload {
  const { message, messages, quoted } = payload;
  return {
    ...payload,
    message: renewed(urls, message),
    ...(messages && { messages: messages.map((one) => renewed(urls, one)) }),
    quoted: quoted && renewed(urls, quoted),
  };
}

/** A stored answer to a question, for the same reason. */
export function presentOutcome(urls: FileUrls, outcome: AskOutcome): AskOutcome {
  return outcome.type === "answered" ? { ...outcome, message: renewed(urls, outcome.message) } : outcome;
}

function renewed(urls: FileUrls, message: Message): Message {
  if (!("file" in message) || !message.file) return message;
  return { ...message, file: { ...message.file, url: urls.renew(message.file.url) } };
}

export function presentFeed(
  urls: FileUrls,
  page: { conversationId: string; after: number; head: number; messages: readonly MessageEntity[] },
): Feed {
  const { conversationId, after, head, messages } = page;
  const changes = messages.map((row) => presentMessage(urls, row));
  return { conversationId, after, upTo: head, head, changes };
}
