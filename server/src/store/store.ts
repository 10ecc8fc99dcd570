import type {
  ApiKeyEntity,
  BotEntity,
  ConversationEntity,
  FileEntity,
  MessageEntity,
  ParticipantEntity,
} from "./entities.js";
import type { ModerationReads } from "./moderation.js";
import type { RequestHistory } from "./request-history.js";
import type { Changes, Snapshot, SnapshotKeys } from "./snapshot.js";
import type { WebhookRegistry } from "./webhook-registry.js";

/**
 * Everything durable. One implementation a database; all pass one suite.
 *
 * The only way to change a conversation is `transact`; the other methods read, or keep the registry.
 */
export interface Store {
  /**
   * Loads what `keys` name, lets `decide` work out the changes, and commits them as one transaction: when
   * the promise resolves they are on the disk. Nothing else, on no node, changes the named conversations, or
   * messages, participants and requests of theirs, in between. `decide` may be called again, on newer rows.
   * Rejects with `StoreError`; then nothing of the changes was stored, or the database was lost in the act.
   */
  transact(keys: Required<SnapshotKeys>, decide: (snapshot: Snapshot) => Changes): Promise<void>;

  readonly feed: FeedReads;
  readonly bots: BotRegistry;
  readonly keys: KeyRegistry;
  readonly requests: RequestHistory;
  readonly lanes: Lanes;
  readonly audit: AuditLog;
  readonly meta: Meta;
  readonly files: FileReads;
  readonly webhooks: WebhookRegistry;
  readonly moderation: ModerationReads;

  /** Resolves when the database answers. */
  ping(): Promise<void>;
  /** Checkpoints and closes. Further calls reject. */
  close(): Promise<void>;
}

export interface OpenOptions {
  /** Whether this process serves, rather than works beside a server. A SQLite file has one server. Default false. */
  isServer?: boolean;
}

export interface FeedReads {
  /** The conversation with its participants in order of joining, or null. */
  conversation(id: string): Promise<ConversationState | null>;
  /** Published messages with `after < version ≤ head`, in order of version, at most `limit`. */
  changesAfter(conversationId: string, after: number, limit: number): Promise<FeedPage | null>;
  /** Published messages with `seq < before`, the newest `limit`, in order of seq. */
  messagesBefore(conversationId: string, before: number, limit: number): Promise<FeedPage | null>;
  /** Published messages that `window` lets through, in order of seq, at most `limit`. */
  messagesWithin(conversationId: string, window: MessageWindow, limit: number): Promise<FeedPage | null>;
  /** Where a participant belongs and whether it has left; null when there is no such participant. */
  presence(participantId: string): Promise<ParticipantPresence | null>;
  /** Conversations, newest first, below `before` (an id), as one visitor sees them, if any. */
  list(query: {
    visitorId: string | null;
    /** Whether those that the visitor has no part in are left out. */
    isOwn: boolean;
    before: string | null;
    limit: number;
  }): Promise<ListedConversation[]>;
  /** Which of these conversations a bot is part of. */
  withBot(botId: string, conversationIds: readonly string[]): Promise<string[]>;
  /** The bots that are part of a conversation. */
  botsIn(conversationId: string): Promise<Pick<BotEntity, "name" | "settings">[]>;
  /** The heads of the conversations that exist. */
  heads(ids: readonly string[]): Promise<Map<string, number>>;
}

/** Half open in time and open in `seq`, so that windows side by side neither overlap nor leave a gap. */
export interface MessageWindow {
  /** `since ≤ sentAt < until`. */
  since: number | null;
  until: number | null;
  /** `after < seq < before`. */
  after: number | null;
  before: number | null;
  /** Which end of the window a page holds. */
  end: "oldest" | "newest";
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
  /** Those of them whose first request may be leased at `at`, at most `limit`. */
  due(botId: string, at: number, limit: number): Promise<string[]>;
  /**
   * Says that this node lives, and frees the leases of those that do not; resolves to their number. A lease
   * belongs to the node whose id stands before the slash in `leasedBy`.
   */
  reclaim(nodeId: string, at: number): Promise<number>;
  /** This node stops: frees its leases at once. */
  leave(nodeId: string, at: number): Promise<number>;
  /** Requests, of all bots, whose question has timed out, the longest overdue first. */
  overdue(at: number, limit: number): Promise<string[]>;
  /** Requests that wait since `before` for a bot to go on writing. */
  stalled(before: number, limit: number): Promise<string[]>;
}

export interface BotRegistry {
  /** Bots that are not removed, by name. */
  list(): Promise<BotEntity[]>;
  /** By name or id; also finds removed ones by id. */
  find(nameOrId: string): Promise<BotEntity | null>;
  /** Rejects with a unique-constraint `StoreError` when the name is taken. */
  add(bot: BotEntity): Promise<void>;
  setHears(botId: string, hears: BotEntity["hears"]): Promise<void>;
  setPolicy(botId: string, policy: BotEntity["policy"]): Promise<void>;
  setSettings(botId: string, settings: BotEntity["settings"]): Promise<void>;
  /** Whether it is required counts for conversations that begin later. */
  setAbout(botId: string, about: Pick<BotEntity, "description" | "isRequired">): Promise<void>;
  /** Marks the bot removed and revokes its keys; its requests and messages stay. */
  remove(botId: string, at: number): Promise<void>;
}

export interface KeyRegistry {
  add(key: ApiKeyEntity, hash: string): Promise<void>;
  /** The key with this hash that is not revoked, or null. Notes the use, at most once a minute. */
  use(hash: string, at: number): Promise<ApiKeyEntity | null>;
  list(): Promise<ApiKeyEntity[]>;
  /** Those of these keys, by id, that were not revoked. */
  inForce(ids: readonly string[]): Promise<Set<string>>;
  /** False when there is no such key that was not revoked before. */
  revoke(id: string, at: number): Promise<boolean>;
}

/** Files that the server holds. Rows come and go with messages, by `transact`. */
export interface FileReads {
  find(key: string): Promise<FileEntity | null>;
  /** Whether a message that people see carries it. */
  isPublished(key: string): Promise<boolean>;
  /** Those of the keys, at most 500, that there are rows for. */
  known(keys: readonly string[]): Promise<Set<string>>;
  /** Keys of files older than `before` that no message carries, the oldest first. */
  unused(before: number, limit: number): Promise<string[]>;
}

/** Single values that belong to the database. */
export interface Meta {
  /** Keeps `value` under `name` unless there is one already; resolves to the one that is kept. */
  keep(name: string, value: string): Promise<string>;
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
