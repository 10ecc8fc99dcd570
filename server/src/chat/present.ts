import type { Conversation, Feed, Message, Participant } from "@natter/protocol";
import type { ConversationEntity, MessageEntity, ParticipantEntity } from "../store/entities.js";
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

/** A published message. Held ones have no place on the wire to people. */
export function presentMessage(row: MessageEntity): Message {
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
  if (row.type !== "text" || row.senderId === null) throw new Error(`message ${row.id} is of no known shape`);
  const options = row.options.map(({ text }) => ({ text }));
  return {
    type: "text",
    ...everyMessage,
    senderId: row.senderId,
    text: row.text ?? "",
    options,
    ...(row.streamState === "streaming" && { isStreaming: true }),
    ...(row.streamState === "interrupted" && { isInterrupted: true }),
  };
}

export function presentFeed(page: {
  conversationId: string;
  after: number;
  head: number;
  messages: readonly MessageEntity[];
  upTo?: number;
}): Feed {
  const { conversationId, after, head, messages } = page;
  return { conversationId, after, upTo: page.upTo ?? head, head, changes: messages.map(presentMessage) };
}
