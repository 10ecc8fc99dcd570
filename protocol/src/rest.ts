import * as v from "valibot";
import type { AdminScope } from "./admin-scopes.js";
import { attemptRestCalls } from "./attempt-rest.js";
import { ownRestCalls } from "./bot-own.js";
import { Conversation } from "./conversation.js";
import type { ErrorCode } from "./errors.js";
import { Feed, History, MarkedRead, ReadMark } from "./feed.js";
import { limits } from "./limits.js";
import {
  AdminCommand,
  CommandPage,
  HeldPage,
  ListCommandsQuery,
  ListHeldQuery,
  ReadAllMessagesQuery,
  ReviewedPage,
} from "./manager-command.js";
import {
  BotFile,
  ChangedMessage,
  ChangedText,
  NewBotFile,
  NewFileMessage,
  NewMessage,
  SentMessage,
} from "./message.js";
import { Participant } from "./participant.js";
import { filledName, Id, Metadata, pageLimit, shortName } from "./primitives.js";
import { QueryTime } from "./query-time.js";
import { registryRestCalls } from "./registry-rest.js";
import { ExportQuery, ListRequestsQuery, RequestPage } from "./request-history.js";
import { ServerLimits, WidgetConfig } from "./widget-config.js";

const Nothing = v.object({});
const inConversation = v.object({ conversationId: Id });

/** `POST /conversations`. A blank nickname becomes an anonymous one. */
export const NewConversation = v.object({
  nickname: v.optional(shortName(limits.nicknameMaxChars), ""),
  name: v.optional(v.nullable(shortName(limits.nameMaxChars)), null),
  bots: v.optional(
    v.pipe(
      v.array(v.string("must be the name of a bot"), "must be an array of bot names"),
      v.maxLength(limits.botsMaxCount, `has more than ${limits.botsMaxCount} bots; start with fewer`),
    ),
    [],
  ),
  metadata: v.optional(v.nullable(Metadata), null),
});
export type NewConversation = v.InferOutput<typeof NewConversation>;
export type NewConversationInput = v.InferInput<typeof NewConversation>;

/** What a person needs to take part: the token goes into the socket handshake and the REST header. */
export const Membership = v.object({
  conversation: Conversation,
  participants: v.array(Participant),
  /** The caller's own participant. */
  participant: Participant,
  token: v.string(),
});
export type Membership = v.InferOutput<typeof Membership>;

export const BotInfo = v.object({ name: v.string(), description: v.nullable(v.string()) });
export type BotInfo = v.InferOutput<typeof BotInfo>;

/** A number that arrives as text in a query string. */
const queryNumber = v.optional(
  v.pipe(
    v.string("must be given once"),
    v.regex(/^\d{1,15}$/u, "must be a whole number"),
    v.transform(Number),
  ),
);

/**
 * `after` alone reads changes (a `Feed`); everything else reads messages in order of `seq` (a `History`). A time
 * narrows what is read and is never a place in it: to read on, `after` or `before` names the `seq` of the page's
 * last or first message. `since` or `after` reads forwards, `before`, `until` alone or nothing backwards.
 */
export const ReadMessagesQuery = v.pipe(
  v.object({
    after: queryNumber,
    before: queryNumber,
    /** Sent at or after. */
    since: v.optional(QueryTime),
    /** Sent before. */
    until: v.optional(QueryTime),
    limit: pageLimit(limits.feedPageMax, 50),
  }),
  v.forward(
    v.check(
      (query) => query.after === undefined || query.before === undefined,
      "must not be given with after; give one of them",
    ),
    ["before"],
  ),
);

export const conversationListings = ["own", "all"] as const;

/** `GET /conversations`: keyset paging by the cursor of the page before. */
export const ListConversationsQuery = v.object({
  /** The caller's own, or everybody's. Default: a visitor's own, for everybody else all. */
  of: v.optional(v.picklist(conversationListings, `must be one of ${conversationListings.join(", ")}`)),
  /** The `nextCursor` of the page before. */
  cursor: v.optional(v.pipe(v.string("must be given once"), v.regex(/^[\w-]{1,64}$/u, "is no cursor"))),
  limit: pageLimit(100, 20),
});

export const ConversationList = v.object({
  conversations: v.array(
    v.object({
      conversation: Conversation,
      /** Who is part of it now. */
      participantCount: v.number(),
      /** The caller's own participant; null where the caller has none. */
      participantId: v.nullable(Id),
      /** Messages above the caller's read mark that others sent; 0 where the caller has no part. */
      unreadCount: v.number(),
    }),
  ),
  nextCursor: v.nullable(v.string()),
});
export type ListConversationsQuery = v.InferOutput<typeof ListConversationsQuery>;
export type ConversationList = v.InferOutput<typeof ConversationList>;

/**
 * Who may call: nobody in particular, a visitor's token, a bot's key, or an admin key with that scope. What is optional
 * may be missing; the call then says itself what it needs instead.
 */
export type RestAccess =
  | "anyone"
  | "visitor"
  | "optional-visitor"
  | "bot"
  | `admin:${AdminScope}`
  | `visitor-or-admin:${AdminScope}`
  | `optional-visitor-or-admin:${AdminScope}`;

/** Every REST call under `/api/v1`, each declared once. */
export const restCalls = {
  createConversation: {
    method: "POST",
    path: "/conversations",
    summary:
      "Start a conversation, with bots if named. A token of an earlier one makes it the same visitor's.",
    access: "optional-visitor",
    takesIdentity: true,
    status: 201,
    body: NewConversation,
    reply: Membership,
  },
  getConversation: {
    method: "GET",
    path: "/conversations/:conversationId",
    summary:
      "Read a conversation and its participants: as one of them, as an administrator, or as anybody where rooms are on.",
    access: "optional-visitor-or-admin:conversations:read",
    status: 200,
    params: inConversation,
    reply: v.object({ conversation: Conversation, participants: v.array(Participant) }),
  },
  joinConversation: {
    method: "POST",
    path: "/conversations/:conversationId/join",
    summary: "Join a conversation, where rooms are on: 201. Joining again returns the same participant: 200.",
    access: "optional-visitor",
    takesIdentity: true,
    status: 200,
    otherStatus: 201,
    refusals: ["forbidden", "conversation_ended"],
    params: inConversation,
    body: v.object({ nickname: v.optional(shortName(limits.nicknameMaxChars), "") }),
    reply: Membership,
  },
  leaveConversation: {
    method: "POST",
    path: "/conversations/:conversationId/leave",
    summary: "Leave for good.",
    access: "visitor",
    status: 200,
    params: inConversation,
    reply: Nothing,
  },
  endConversation: {
    method: "POST",
    path: "/conversations/:conversationId/end",
    summary: "End the conversation for everybody.",
    access: "visitor",
    status: 200,
    params: inConversation,
    reply: Nothing,
  },
  renameParticipant: {
    method: "PATCH",
    path: "/conversations/:conversationId/participants/:participantId",
    summary: "Change one's own nickname.",
    access: "visitor",
    status: 200,
    refusals: ["conversation_ended"],
    params: v.object({ conversationId: Id, participantId: Id }),
    body: v.object({ nickname: filledName(limits.nicknameMaxChars) }),
    reply: v.object({ participant: Participant }),
  },
  markRead: {
    method: "POST",
    path: "/conversations/:conversationId/read",
    summary: "Mark everything up to `seq` as read. Marks only move forward.",
    access: "visitor",
    status: 200,
    params: inConversation,
    body: ReadMark,
    reply: MarkedRead,
  },
  readMessages: {
    method: "GET",
    path: "/conversations/:conversationId/messages",
    summary:
      "Read changes after a cursor (`after`), or a page of messages backwards (`before`, or the newest), or those of a time (`since`, `until`).",
    access: "visitor-or-admin:conversations:read",
    status: 200,
    params: inConversation,
    query: ReadMessagesQuery,
    reply: v.union([Feed, History]),
  },
  sendMessage: {
    method: "POST",
    path: "/conversations/:conversationId/messages",
    summary:
      "Send a message, or a file as multipart/form-data. 201 when it is new, 200 when this localId was stored before.",
    access: "visitor",
    status: 201,
    otherStatus: 200,
    refusals: ["conflict", "conversation_ended"],
    params: inConversation,
    body: NewMessage,
    upload: NewFileMessage,
    reply: SentMessage,
  },
  editMessage: {
    method: "PATCH",
    path: "/conversations/:conversationId/messages/:messageId",
    summary: "Change the text of one's own message, or the caption of one's own file.",
    access: "visitor",
    status: 200,
    refusals: ["conflict", "conversation_ended"],
    params: v.object({ conversationId: Id, messageId: Id }),
    body: v.object({ text: ChangedText }),
    reply: ChangedMessage,
  },
  deleteMessage: {
    method: "DELETE",
    path: "/conversations/:conversationId/messages/:messageId",
    summary: "Delete one's own message; a tombstone stays.",
    access: "visitor",
    status: 200,
    refusals: ["conversation_ended"],
    params: v.object({ conversationId: Id, messageId: Id }),
    reply: ChangedMessage,
  },
  refreshToken: {
    method: "POST",
    path: "/token",
    summary: "Exchange a visitor's token that is still valid for a fresh one.",
    access: "visitor",
    status: 200,
    reply: v.object({ token: v.string() }),
  },
  listConversations: {
    method: "GET",
    path: "/conversations",
    summary:
      "List conversations, newest first: the caller's own, or, for administrators and where rooms are on, all.",
    access: "optional-visitor-or-admin:conversations:read",
    takesIdentity: true,
    status: 200,
    query: ListConversationsQuery,
    reply: ConversationList,
  },
  revokeTokens: {
    method: "POST",
    path: "/admin/participants/:participantId/revoke-tokens",
    summary:
      "Make every token worthless that a participant, or the same visitor in other conversations, holds so far, and cut their connections.",
    access: "admin:participants:write",
    status: 200,
    params: v.object({ participantId: Id }),
    reply: Nothing,
  },
  listBots: {
    method: "GET",
    path: "/bots",
    summary: "List the bots that a conversation may start with.",
    access: "anyone",
    status: 200,
    reply: v.object({ bots: v.array(BotInfo) }),
  },
  uploadBotFile: {
    method: "POST",
    path: "/bots/files",
    summary:
      "Upload a file as multipart/form-data, for a `send` effect to name. Unused, it is gone after a day.",
    access: "bot",
    status: 201,
    upload: NewBotFile,
    reply: BotFile,
  },
  ...attemptRestCalls,
  ...ownRestCalls,
  getFile: {
    method: "GET",
    path: "/files/:key",
    summary:
      "Read a file by the signed address in its message, or as a participant or administrator. Takes Range and If-None-Match.",
    access: "optional-visitor-or-admin:conversations:read",
    status: 200,
    refusals: ["forbidden", "not_found"],
    params: v.object({ key: Id }),
    query: v.object({
      expires: v.optional(v.string("must be given once")),
      signature: v.optional(v.string("must be given once")),
    }),
    /** The file itself. */
    reply: null,
  },
  readLimits: {
    method: "GET",
    path: "/limits",
    summary: "Read what this server takes: characters, bytes and counts. A size of 0 refuses that type.",
    access: "anyone",
    status: 200,
    reply: ServerLimits,
  },
  readConfig: {
    method: "GET",
    path: "/config",
    summary: "Read what the widget shows of a bot, and the limits. Nothing in it is secret.",
    access: "anyone",
    status: 200,
    refusals: ["not_found"],
    query: v.object({ bot: v.pipe(v.string("must be given once"), v.minLength(1, "must not be empty")) }),
    reply: WidgetConfig,
  },
  listRequests: {
    method: "GET",
    path: "/admin/requests",
    summary: "List the request history, newest first, by a signed cursor.",
    access: "admin:requests:read",
    status: 200,
    query: ListRequestsQuery,
    reply: RequestPage,
  },
  listCommands: {
    method: "GET",
    path: "/admin/commands",
    summary: "List what managers and moderators did with messages, newest first.",
    access: "admin:messages:moderate",
    status: 200,
    query: ListCommandsQuery,
    reply: CommandPage,
  },
  performCommand: {
    method: "POST",
    path: "/admin/commands",
    summary:
      "Decide on a message as a manager does: 201. The same commandKey again is the same command, done once: 200.",
    access: "admin:messages:moderate",
    status: 201,
    otherStatus: 200,
    refusals: ["not_found", "conflict", "conversation_ended"],
    body: AdminCommand,
    reply: SentMessage,
  },
  listHeld: {
    method: "GET",
    path: "/admin/held",
    summary: "List the messages that are held and that somebody may still decide on, oldest first.",
    access: "admin:messages:moderate",
    status: 200,
    query: ListHeldQuery,
    reply: HeldPage,
  },
  readAllMessages: {
    method: "GET",
    path: "/admin/conversations/:conversationId/messages",
    summary:
      "Read everything that was said in a conversation, in the order of storing, also what people do not see: held, rejected, said to bots alone.",
    access: "admin:conversations:read",
    status: 200,
    params: inConversation,
    query: ReadAllMessagesQuery,
    reply: ReviewedPage,
  },
  ...registryRestCalls,
  exportRequests: {
    method: "GET",
    path: "/admin/requests/export",
    summary: "Stream the request history, oldest first, as NDJSON, CSV or JSON.",
    access: "admin:requests:read",
    status: 200,
    query: ExportQuery,
    /** Streamed, in the format that was asked for: no single JSON schema fits. */
    reply: null,
  },
} as const satisfies Record<string, RestCall>;

export interface RestCall {
  method: "GET" | "POST" | "PATCH" | "DELETE";
  path: `/${string}`;
  summary: string;
  access: RestAccess;
  /** Whether an identity token, by which a site vouches for its visitor, counts in place of a visitor's own. */
  takesIdentity?: true;
  status: 200 | 201;
  /** The other success: a repeat that stored nothing, or a join that did. */
  otherStatus?: 200 | 201;
  /** What this call may be refused with beyond what every call of its kind may. */
  refusals?: readonly ErrorCode[];
  params?: v.GenericSchema;
  query?: v.GenericSchema;
  body?: v.GenericSchema;
  /** The part `message` where the call takes multipart/form-data, with one part `file` after it. */
  upload?: v.GenericSchema;
  reply: v.GenericSchema | null;
}
export type RestCallName = keyof typeof restCalls;
