import type {
  AdminScope,
  AskOutcome,
  BotRequestPayload,
  BotSettings,
  CommandRecord,
  CommandType,
  DeliveryPolicy,
  FileMessageType,
  Hearable,
  HoldPolicy,
  MessageType,
  Metadata,
  ParticipantKind,
  RequestRecord,
  RequestStatus,
  StepResult,
  SystemEvent,
} from "@natter/protocol";

/** Times are integer milliseconds since 1970-01-01T00:00Z throughout. */
export interface ConversationEntity {
  id: string;
  name: string | null;
  metadata: Metadata | null;
  head: number;
  createdAt: number;
  endedAt: number | null;
}

export interface ParticipantEntity {
  id: string;
  conversationId: string;
  kind: ParticipantKind;
  nickname: string;
  /** Set exactly for bots. */
  botId: string | null;
  botName: string | null;
  /** What the bot asked to hear; empty for humans. */
  hears: readonly Hearable[];
  /** How the bot wants it; of no meaning for humans. */
  policy: DeliveryPolicy;
  /** What the bot is in the registry; null for humans and for bots that were removed. */
  role: BotRole | null;
  /** Set exactly for humans. */
  visitorId: string | null;
  sessionKey: string | null;
  isRequired: boolean;
  readSeq: number;
  joinedAt: number;
  leftAt: number | null;
  /** Tokens signed before this time are worthless; 0 while none was revoked. */
  tokensValidFrom: number;
}

/** Each message in its turn. */
export const serial: DeliveryPolicy = { type: "serial" };
/** The manager decides what the other bots hear and what people see of what they say. */
export type BotRole = "manager" | "ordinary";

/** Nobody has approved it yet, nobody needed to, a manager did, a manager refused. */
export const approval = { none: 0, automatic: 1, byManager: 2, rejected: 3 } as const;
export type ApprovalStatus = (typeof approval)[keyof typeof approval];

export interface OptionEntity {
  text: string;
  /** The message that picked it first, or null. Kept for the record; people see it in the thread. */
  chosenBy: string | null;
}

/** A file that the server holds: the row that its bytes belong to. */
export interface FileEntity {
  /** Of the bytes in the blob store; unguessable. */
  key: string;
  /** The type of message it was uploaded for. */
  type: FileMessageType;
  /** The bot that uploaded it to send it later; null where a person sent it. */
  botId: string | null;
  /** Null until a message carries it. */
  conversationId: string | null;
  name: string;
  mimeType: string;
  sizeBytes: number;
  /** Hex. */
  sha256: string;
  width: number | null;
  height: number | null;
  createdAt: number;
}

/** What a message says of its file: one that the server holds (`key`), or one that lies elsewhere. */
export interface MessageFile {
  key: string | null;
  externalUrl: string | null;
  name: string;
  sizeBytes: number | null;
  mimeType: string | null;
  width: number | null;
  height: number | null;
}

export interface MessageEntity {
  id: string;
  conversationId: string;
  type: MessageType;
  /** Null while the message is held. */
  seq: number | null;
  version: number | null;
  /** Null exactly for `system`. */
  senderId: string | null;
  localId: string | null;
  quotedMessageId: string | null;
  approvalStatus: ApprovalStatus;
  text: string | null;
  options: readonly OptionEntity[];
  /** Set exactly for file types that are not deleted. */
  file: MessageFile | null;
  metadata: Metadata | null;
  /** Set exactly for `system`. */
  event: SystemEvent | null;
  createdAt: number;
  editedAt: number | null;
  deletedAt: number | null;
  /** Null once it is whole, which most messages are from the start. */
  streamState: StreamState | null;
  /** How often a manager has sent on what led to it; 0 for what people say. */
  hops: number;
  /** When its policy decides on it, and how; null where it waits for ever, or was decided on. */
  holdUntil: number | null;
  holdThen: HoldPolicy | null;
  /** Whether the manager, or a moderator, said it as another participant. */
  isSentByManager: boolean;
  /** Whether it was said to bots alone: nobody needs to decide on it. */
  isForBots: boolean;
}
/** A bot is writing it; the bot that wrote it broke off. */
export type StreamState = "streaming" | "interrupted";

export interface BotEntity {
  id: string;
  name: string;
  description: string | null;
  isRequired: boolean;
  hears: readonly Hearable[];
  policy: DeliveryPolicy;
  /** At most one that is not removed. */
  isManager: boolean;
  /** What the widget shows of it, and which sites may talk with it. */
  settings: BotSettings;
  createdAt: number;
  /** Removed bots stay, for the audit; they are in no list and take no requests. */
  removedAt: number | null;
}

export type RequestResponse = NonNullable<RequestRecord["response"]>;

export interface RequestEntity {
  id: string;
  botId: string;
  conversationId: string;
  messageId: string | null;
  /** Where the request stands for several messages: all of them, oldest first; else null. */
  messageIds: readonly string[] | null;
  sessionKey: string | null;
  request: BotRequestPayload;
  isAggregation: boolean;
  status: RequestStatus;
  /** 0 before the first lease; each lease adds one. The fencing token. */
  attempt: number;
  /** How many attempts ended in a reported failure. */
  failures: number;
  /** How many attempts ended with a question: those are no sign of trouble. */
  suspensions: number;
  /** Who holds the lease, as `<node>/<instance>`; null unless running. */
  leasedBy: string | null;
  /** Not before this time, for backoff and for bursts; while waiting, when the question times out. */
  availableAt: number;
  response: RequestResponse | null;
  error: string | null;
  latencyMs: number | null;
  createdAt: number;
  updatedAt: number;
  /** The command by which a manager sent it on to this bot; null for what the bot hears by itself. */
  redirectedBy: string | null;
}

export const effectKinds = [
  "send",
  "ask",
  "step",
  "stream",
  "report",
  "approve",
  "reject",
  "rewrite",
  "redirect",
  "hold",
] as const;
export type EffectKind = (typeof effectKinds)[number];

export interface EffectEntity {
  requestId: string;
  index: number;
  kind: EffectKind;
  /** Set exactly for steps. */
  name: string | null;
  /** What was said; null for steps and reports. */
  messageId: string | null;
  /** What a step came to, what became of a question or a stream; null while that is open. */
  result: EffectResult | null;
  createdAt: number;
}
export type EffectResult = StepResult | AskOutcome | { type: "ended" };

/** One command of a manager or a moderator. Rows are only ever added. */
export interface CommandEntity {
  id: string;
  actorKind: CommandRecord["actor"]["kind"];
  /** A bot's or a key's; null for a policy. */
  actorId: string | null;
  /** What the actor calls it: the same again is the same command. Null for a policy. */
  commandKey: string | null;
  type: CommandType;
  conversationId: string;
  messageId: string;
  details: Record<string, unknown>;
  outcome: CommandRecord["outcome"];
  createdAt: number;
}

export interface ApiKeyEntity {
  id: string;
  kind: "bot" | "admin";
  /** Set exactly for bot keys. */
  botId: string | null;
  name: string;
  scopes: readonly AdminScope[];
  createdAt: number;
  lastUsedAt: number | null;
  revokedAt: number | null;
}
