import type {
  ApiKeyEntity,
  BotEntity,
  ConversationEntity,
  MessageEntity,
  ParticipantEntity,
} from "./entities.js";
import type { RequestHistory } from "./request-history.js";
import type { Changes, Snapshot, SnapshotKeys } from "./snapshot.js";

/**
 * Everything durable. One implementation a database; all pass one suite.
 *
 * The only way to change a conversation is `transact`; the other methods read, or keep the registry.
 */
export interface Store {
  /**
   * Loads what `keys` name, lets `decide` work out the changes, and commits them as one transaction: when
   * the promise resolves they are on the disk. Nothing else changes the loaded rows in between.
   * Rejects with `StoreError`; then nothing of the changes was stored.
   */
  transact(keys: Required<SnapshotKeys>, decide: (snapshot: Snapshot) => Changes): Promise<void>;

  readonly feed: FeedReads;
  readonly bots: BotRegistry;
  readonly keys: KeyRegistry;
  readonly requests: RequestHistory;
  readonly lanes: Lanes;
  readonly audit: AuditLog;

  /** Resolves when the database answers. */
  ping(): Promise<void>;
  /** Checkpoints and closes. Further calls reject. */
  close(): Promise<void>;
}

export interface FeedReads {
  /** The conversation with its participants in order of joining, or null. */
  conversation(id: string): Promise<ConversationState | null>;
  /** Published messages with `after < version ≤ head`, in order of version, at most `limit`. */
  changesAfter(conversationId: string, after: number, limit: number): Promise<FeedPage | null>;
  /** Published messages with `seq < before`, the newest `limit`, in order of seq. */
  messagesBefore(conversationId: string, before: number, limit: number): Promise<FeedPage | null>;
  /** Where a participant belongs and whether it has left; null when there is no such participant. */
  presence(participantId: string): Promise<ParticipantPresence | null>;
  /** Conversations, newest first, below `before` (an id); all of them, or those of one visitor. */
  list(query: {
    visitorId: string | null;
    before: string | null;
    limit: number;
  }): Promise<ListedConversation[]>;
  /** Which of these conversations a bot is part of. */
  withBot(botId: string, conversationIds: readonly string[]): Promise<string[]>;
  /** The heads of the conversations that exist. */
  heads(ids: readonly string[]): Promise<Map<string, number>>;
}

export type ParticipantPresence = Pick<ParticipantEntity, "conversationId" | "leftAt" | "tokensValidFrom">;

export interface ListedConversation {
  conversation: ConversationEntity;
  participantCount: number;
  /** The visitor's own participant and what others said since its read mark. */
  participantId: string | null;
  unreadCount: number;
}

export interface ConversationState {
  conversation: ConversationEntity;
  participants: ParticipantEntity[];
}

export interface FeedPage {
  head: number;
  messages: MessageEntity[];
  /** Whether the limit cut the page short. */
  hasMore: boolean;
}

export interface Lanes {
  /** Conversations in which this bot has unanswered requests, the longest waiting first. */
  open(botId: string): Promise<string[]>;
  /** Requests whose question has timed out, the longest overdue first. */
  due(at: number, limit: number): Promise<string[]>;
  /** Requests that wait since `before` for a bot to go on writing. */
  stalled(before: number, limit: number): Promise<string[]>;
  /** Frees every lease that a stopped process left behind; resolves to their number. */
  reclaim(at: number): Promise<number>;
}

export interface BotRegistry {
  /** Bots that are not removed, by name. */
  list(): Promise<BotEntity[]>;
  /** By name or id; also finds removed ones by id. */
  find(nameOrId: string): Promise<BotEntity | null>;
  /** Rejects with a unique-constraint `StoreError` when the name is taken. */
  add(bot: BotEntity): Promise<void>;
  setHears(botId: string, hears: BotEntity["hears"]): Promise<void>;
  /** Marks the bot removed and revokes its keys; its requests and messages stay. */
  remove(botId: string, at: number): Promise<void>;
}

export interface KeyRegistry {
  add(key: ApiKeyEntity, hash: string): Promise<void>;
  /** The key with this hash that is not revoked, or null. Notes the use, at most once a minute. */
  use(hash: string, at: number): Promise<ApiKeyEntity | null>;
  list(): Promise<ApiKeyEntity[]>;
  /** False when there is no such key that was not revoked before. */
  revoke(id: string, at: number): Promise<boolean>;
}

/** What administrators did. Rows are only ever added. */
export interface AuditLog {
  add(entry: AuditEntry): Promise<void>;
}

interface AuditEntry {
  /** Who, such as `key:<id>`. */
  actor: string;
  /** What, such as `requests.export.begin`. */
  action: string;
  details: Record<string, unknown>;
  createdAt: number;
}

export type StoreFault = "constraint" | "full" | "unavailable";

/** A database's refusal, sorted by what a caller can do about it. */
export class StoreError extends Error {
  override readonly name = "StoreError";
  readonly fault: StoreFault;

  constructor(fault: StoreFault, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.fault = fault;
  }
}
