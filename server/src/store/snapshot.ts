import type {
  BotEntity,
  CommandEntity,
  ConversationEntity,
  EffectEntity,
  FileEntity,
  MessageEntity,
  ParticipantEntity,
  RequestEntity,
} from "./entities.js";

/** What a write has to see before it can be decided. */
export interface SnapshotKeys {
  /** Conversations, each with all its participants, its waiting requests and their open questions. */
  conversations?: readonly string[];
  /**
   * Conversations, each with the unanswered requests of those of its bots that do not take one after another, and the
   * messages these are still writing.
   */
  inboxes?: readonly string[];
  /** Messages by their sender's name for them: repeats of an earlier send. Each with its file. */
  localIds?: readonly LocalIdKey[];
  /** Messages by id: quotes. */
  messages?: readonly string[];
  /** Messages that quote these. */
  quotesOf?: readonly string[];
  /** Requests by id, each with its conversation, participants and the messages it is still writing. */
  requests?: readonly string[];
  /** Effects, each with its message. */
  effects?: readonly EffectKey[];
  /** The first unanswered request of each lane. */
  lanes?: readonly LaneKey[];
  /** Files by key. */
  files?: readonly string[];
  /** Bots by name. */
  botNames?: readonly string[];
  /** Bots by what they are. */
  botRoles?: readonly "manager"[];
  /** Commands by their actor's name for them: repeats. Each with its message. */
  commands?: readonly CommandKey[];
}

export interface LocalIdKey {
  conversationId: string;
  senderId: string;
  localId: string;
}
export interface CommandKey {
  actorId: string;
  commandKey: string;
}
export interface EffectKey {
  requestId: string;
  index: number;
}
export interface LaneKey {
  botId: string;
  conversationId: string;
}

/** The rows that `SnapshotKeys` named, as far as they exist, as of one moment. */
export interface Snapshot {
  conversations: ConversationEntity[];
  participants: ParticipantEntity[];
  messages: MessageEntity[];
  requests: RequestEntity[];
  effects: EffectEntity[];
  bots: BotEntity[];
  files: FileEntity[];
  commands: CommandEntity[];
}

/** What one transaction writes. */
export interface Changes {
  newConversations: ConversationEntity[];
  changedConversations: ConversationEntity[];
  newParticipants: ParticipantEntity[];
  changedParticipants: ParticipantEntity[];
  newMessages: MessageEntity[];
  /** In their new state; deleted ones lose their options. */
  changedMessages: MessageEntity[];
  newRequests: RequestEntity[];
  changedRequests: RequestEntity[];
  /** Those of them that stand for more messages than before. */
  grownRequests: RequestEntity[];
  newEffects: EffectEntity[];
  changedEffects: EffectEntity[];
  newFiles: FileEntity[];
  /** Those that a message carries now. */
  changedFiles: FileEntity[];
  /** Keys of files that no message carries any more. */
  removedFiles: string[];
  newCommands: CommandEntity[];
}

/** The union of what several writes have to see. */
export function mergeKeys(all: readonly SnapshotKeys[]): Required<SnapshotKeys> {
  const union = <T>(pick: (keys: SnapshotKeys) => readonly T[] | undefined) => [
    ...new Set(all.flatMap((keys) => pick(keys) ?? [])),
  ];
  return {
    conversations: union((keys) => keys.conversations),
    inboxes: union((keys) => keys.inboxes),
    localIds: union((keys) => keys.localIds),
    messages: union((keys) => keys.messages),
    quotesOf: union((keys) => keys.quotesOf),
    requests: union((keys) => keys.requests),
    effects: union((keys) => keys.effects),
    lanes: union((keys) => keys.lanes),
    files: union((keys) => keys.files),
    botNames: union((keys) => keys.botNames),
    botRoles: union((keys) => keys.botRoles),
    commands: union((keys) => keys.commands),
  };
}
