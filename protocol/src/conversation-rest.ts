import * as v from "valibot";
import { Conversation } from "./conversation.js";
import { MarkedRead, ReadMark } from "./feed.js";
import { limits } from "./limits.js";
import { Participant } from "./participant.js";
import { filledName, Id, Metadata, pageLimit, shortName } from "./primitives.js";
import { inConversation, Nothing, type RestCall } from "./rest-call.js";

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

/** Conversations, and taking part in them. */
export const conversationRestCalls = {
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
  refreshToken: {
    method: "POST",
    path: "/token",
    summary: "Exchange a visitor's token that is still valid for a fresh one.",
    access: "visitor",
    status: 200,
    reply: v.object({ token: v.string() }),
  },
} as const satisfies Record<string, RestCall>;
