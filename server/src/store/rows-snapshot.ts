import { toBot } from "./rows/bots.js";
import type { Row } from "./rows/cells.js";
import { toCommand } from "./rows/commands.js";
import { toConversation, toParticipant } from "./rows/conversations.js";
import { toFile } from "./rows/files.js";
import { toMessage, toOption } from "./rows/messages.js";
import { toEffect, toRequest } from "./rows/requests.js";
import type { Snapshot } from "./snapshot.js";

/** A snapshot as both databases load it: each row an array in the order of `columns`. */
export interface SnapshotRows {
  conversations: Row[];
  /** In order of joining; with the bot's name, what it hears, its policy, and whether it is the manager. */
  participants: Row[];
  /** Each with its options in order: text, and which message chose it. */
  messages: [Row, [string, string | null][]][];
  /** In order of key. */
  requests: Row[];
  effects: Row[];
  bots: Row[];
  files: Row[];
  commands: Row[];
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
    commands: rows.commands.map(toCommand),
  };
}
