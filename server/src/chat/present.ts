import type {
  AskOutcome,
  BotRequestPayload,
  Conversation,
  Feed,
  FileInfo,
  Message,
  Participant,
} from "@natter/protocol";
import type { FileUrls } from "../files/file-urls.js";
import type { ConversationEntity, MessageEntity, MessageFile, ParticipantEntity } from "../store/entities.js";
import type { Presence } from "./core.js";

/* The only mapping from what is stored to what is shown. */

export function presentConversation(row: ConversationEntity): Conversation {
  const { id, name, metadata, createdAt, endedAt, head } = row;
  return { id, name, metadata, createdAt, endedAt, head };
}

/** Without the visitor's identity and the session key: those are nobody else's business. */
export function presentParticipant(presence: Presence, row: ParticipantEntity): Participant {
  const { id, kind, nickname, botName, isRequired, joinedAt, leftAt, readSeq } = row;
  const isPresent = leftAt === null && presence.isPresent(row);
  return { id, kind, nickname, botName, isRequired, joinedAt, leftAt, isPresent, readSeq };
}

/** A published message, its file by a fresh address. Held ones have no place on the wire to people. */
export function presentMessage(urls: FileUrls, row: MessageEntity): Message {
  if (row.seq === null || row.version === null) throw new Error(`message ${row.id} is held, not for showing`);
  const everyMessage = {
    id: row.id,
    conversationId: row.conversationId,
    seq: row.seq,
    version: row.version,
    sentAt: row.createdAt,
    editedAt: row.editedAt,
    deletedAt: row.deletedAt,
    localId: row.localId,
    quotedMessageId: row.quotedMessageId,
    metadata: row.metadata,
  };
  if (row.type === "system") {
    if (!row.event) throw new Error(`system message ${row.id} has no event`);
    return { type: "system", ...everyMessage, senderId: null, event: row.event };
  }
  if (row.senderId === null) throw new Error(`message ${row.id} has no sender`);
  const options = row.options.map(({ text }) => ({ text }));
  const said = { ...everyMessage, senderId: row.senderId, text: row.text ?? "", options };
  if (row.type !== "text") return { type: row.type, ...said, file: row.file && presentFile(urls, row.file) };
  return {
    type: "text",
    ...said,
    ...(row.streamState === "streaming" && { isStreaming: true }),
    ...(row.streamState === "interrupted" && { isInterrupted: true }),
  };
}

function presentFile(urls: FileUrls, file: MessageFile): FileInfo {
  const { key, externalUrl, name, sizeBytes, mimeType, width, height } = file;
  const url = key === null ? (externalUrl ?? "") : urls.sign(key);
  return { url, name, sizeBytes, mimeType, width, height };
}

/** A stored request as it is delivered: addresses of files would expire with time. */
export function presentRequest(urls: FileUrls, payload: BotRequestPayload): BotRequestPayload {
  const { message, quoted } = payload;
  return { ...payload, message: renewed(urls, message), quoted: quoted && renewed(urls, quoted) };
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
  page: {
    conversationId: string;
    after: number;
    head: number;
    messages: readonly MessageEntity[];
    upTo?: number;
  },
): Feed {
  const { conversationId, after, head, messages } = page;
  const changes = messages.map((row) => presentMessage(urls, row));
  return { conversationId, after, upTo: page.upTo ?? head, head, changes };
}
