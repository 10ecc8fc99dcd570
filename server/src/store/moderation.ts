import type { CommandType } from "@natter/protocol";
import type { CommandEntity, MessageEntity, ParticipantEntity } from "./entities.js";

/** What narrows the commands. A left-out filter lets everything through. */
export interface CommandFilters {
  conversationId?: string;
  messageId?: string;
  actorId?: string;
  type?: CommandType;
  /** Given at or after / before, integer ms. */
  since?: number;
  until?: number;
}

/** A row with its internal key: the order of storing, and what cursors are made of. */
export interface CommandRow {
  key: number;
  command: CommandEntity;
}
export interface ReviewedRow {
  key: number;
  message: MessageEntity;
}
export interface HeldRow {
  key: number;
  message: MessageEntity;
  sender: ParticipantEntity;
}

/** Reads what people do not see: what is held, and what was decided. */
export interface ModerationReads {
  /** Any message, held or not; null when there is none. */
  message(id: string): Promise<MessageEntity | null>;
  /**
   * Messages of a conversation, whatever became of them, with keys above `after`, in the order of storing, at most
   * `limit`; null when there is no such conversation.
   */
  messages(query: { conversationId: string; after: number; limit: number }): Promise<ReviewedRow[] | null>;
  /**
   * Messages that somebody may still decide on, with keys above `after`, the oldest first, at most `limit`: held, whole,
   * meant for people, in a conversation that goes on.
   */
  held(query: { conversationId: string | null; after: number; limit: number }): Promise<HeldRow[]>;
  /** Commands with keys below `before`, the newest first, at most `limit`. */
  commands(query: { filters: CommandFilters; before: number | null; limit: number }): Promise<CommandRow[]>;
  /** Held messages whose policy is due at `at`, the longest overdue first. */
  overdue(at: number, limit: number): Promise<MessageEntity[]>;
}
