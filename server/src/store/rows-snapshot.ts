import {
  type Row,
  toBot,
  toConversation,
  toEffect,
  toFile,
  toMessage,
  toOption,
  toParticipant,
  toRequest,
} from "./rows.js";
import type { Snapshot } from "./snapshot.js";

/** A snapshot as both databases load it: each row an array in the order of `columns`. */
export interface SnapshotRows {
  conversations: Row[];
  /** In order of joining; with the bot's name and what it hears. */
  participants: Row[];
  /** Each with its options in order: text, and which message chose it. */
  messages: [Row, [string, string | null][]][];
  /** In order of key. */
  requests: Row[];
  effects: Row[];
  bots: Row[];
  files: Row[];
}

export function toSnapshot(rows: SnapshotRows): Snapshot {
  return {
    conversations: rows.conversations.map(toConversation),
    participants: rows.participants.map(toParticipant),
    messages: rows.messages.map(([row, options]) => toMessage(row, options.map(toOption))),
    requests: rows.requests.map(toRequest),
    effects: rows.effects.map(toEffect),
    bots: rows.bots.map(toBot),
    files: rows.files.map(toFile),
  };
}
