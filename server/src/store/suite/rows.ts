import type { BotRequestPayload } from "@natter/protocol";
import {
  type ApiKeyEntity,
  approval,
  type BotEntity,
  type CommandEntity,
  type ConversationEntity,
  type EffectEntity,
  type MessageEntity,
  type ParticipantEntity,
  type RequestEntity,
} from "../entities.js";
import { type Changes, mergeKeys, type SnapshotKeys } from "../snapshot.js";
import type { Store } from "../store.js";

/** Rows as the core would make them; what a test does not care about is made up. */
export const bot = (patch: Partial<BotEntity> = {}): BotEntity => ({
  id: "bot-1",
  name: "echo",
  description: null,
  isRequired: true,
  isManager: false,
  hears: ["message"],
  policy: { type: "serial" },
  settings: {},
  createdAt: 1,
  removedAt: null,
  ...patch,
});

export const key = (patch: Partial<ApiKeyEntity> = {}): ApiKeyEntity => ({
  id: "key-1",
  kind: "admin",
  botId: null,
  name: "ops",
  scopes: ["requests:read"],
  createdAt: 5,
  lastUsedAt: null,
  revokedAt: null,
  ...patch,
});

export const conversation = (patch: Partial<ConversationEntity> = {}): ConversationEntity => ({
  id: "c-1",
  name: null,
  metadata: null,
  head: 0,
  createdAt: 1,
  endedAt: null,
  ...patch,
});

export const human = (patch: Partial<ParticipantEntity> = {}): ParticipantEntity => ({
  id: "ann",
  conversationId: "c-1",
  kind: "human",
  nickname: "Ann",
  botId: null,
  botName: null,
  hears: [],
  policy: { type: "serial" },
  role: null,
  visitorId: `visitor-of-${patch.id ?? "ann"}`,
  sessionKey: "session",
  isRequired: false,
  readSeq: 0,
  joinedAt: 1,
  leftAt: null,
  tokensValidFrom: 0,
  ...patch,
});

/** The bot of `bot()` as a participant. */
export const botParticipant = (patch: Partial<ParticipantEntity> = {}): ParticipantEntity => ({
  ...human({ id: "echo", nickname: "echo" }),
  kind: "bot",
  botId: "bot-1",
  botName: "echo",
  hears: ["message"],
  policy: { type: "serial" },
  role: "ordinary",
  visitorId: null,
  sessionKey: null,
  isRequired: true,
  ...patch,
});

export const message = (seq: number | null, patch: Partial<MessageEntity> = {}): MessageEntity => ({
  id: `m-${seq}`,
  conversationId: "c-1",
  type: "text",
  seq,
  version: seq,
  senderId: "ann",
  localId: null,
  quotedMessageId: null,
  approvalStatus: seq === null ? approval.none : approval.automatic,
  text: `text ${seq}`,
  options: [],
  file: null,
  metadata: null,
  event: null,
  createdAt: 1,
  editedAt: null,
  deletedAt: null,
  streamState: null,
  hops: 0,
  holdUntil: null,
  holdThen: null,
  isSentByManager: false,
  isForBots: false,
  ...patch,
});

export const systemMessage = (seq: number, patch: Partial<MessageEntity> = {}): MessageEntity =>
  message(seq, {
    type: "system",
    senderId: null,
    text: null,
    event: { type: "conversation-created" },
    ...patch,
  });

export const request = (id: string, patch: Partial<RequestEntity> = {}): RequestEntity => ({
  id,
  botId: "bot-1",
  conversationId: "c-1",
  messageId: `message-of-${id}`,
  sessionKey: "session",
  // Its shape is the core's affair; here it is what comes back as it was.
  request: { message: { text: `asked by ${id}` } } as unknown as BotRequestPayload,
  messageIds: null,
  isAggregation: false,
  status: "pending",
  attempt: 0,
  failures: 0,
  suspensions: 0,
  leasedBy: null,
  availableAt: 1,
  response: null,
  error: null,
  latencyMs: null,
  createdAt: 1,
  updatedAt: 1,
  redirectedBy: null,
  ...patch,
});

/** What a request sent, until `patch` says otherwise. */
export const effect = (requestId: string, patch: Partial<EffectEntity> = {}): EffectEntity => ({
  requestId,
  index: 0,
  kind: "send",
  name: null,
  messageId: "m-1",
  result: null,
  createdAt: 1,
  ...patch,
});

/** What the manager did with a message, until `patch` says otherwise. */
export const command = (id: string, patch: Partial<CommandEntity> = {}): CommandEntity => ({
  id,
  actorKind: "bot",
  actorId: "bot-1",
  commandKey: `key of ${id}`,
  type: "approve",
  conversationId: "c-1",
  messageId: "m-1",
  details: {},
  outcome: "done",
  createdAt: 1,
  ...patch,
});

export const noChanges: Changes = {
  newConversations: [],
  changedConversations: [],
  newParticipants: [],
  changedParticipants: [],
  newMessages: [],
  changedMessages: [],
  newRequests: [],
  changedRequests: [],
  grownRequests: [],
  newEffects: [],
  changedEffects: [],
  newFiles: [],
  changedFiles: [],
  removedFiles: [],
  newCommands: [],
};

/** Writes `changes` whatever there is. */
export function write(store: Store, changes: Partial<Changes>, keys: SnapshotKeys = {}): Promise<void> {
  return store.transact(mergeKeys([keys]), () => ({ ...noChanges, ...changes }));
}

/** What a write with these keys gets to see. */
export async function load(store: Store, keys: SnapshotKeys) {
  let seen: Parameters<Parameters<Store["transact"]>[1]>[0] | undefined;
  await store.transact(mergeKeys([keys]), (snapshot) => {
    seen = snapshot;
    return noChanges;
  });
  if (!seen) throw new Error("a write without a snapshot");
  return seen;
}

/** A bot, and a conversation with a person and that bot in it. */
export async function furnish(store: Store): Promise<void> {
  await store.bots.add(bot());
  await write(store, { newConversations: [conversation()], newParticipants: [human(), botParticipant()] });
}
