import * as v from "valibot";
import {
  AdminCommand,
  CommandPage,
  HeldPage,
  ListCommandsQuery,
  ListHeldQuery,
  ReadAllMessagesQuery,
  ReviewedPage,
} from "./manager-command.js";
import { SentMessage } from "./message.js";
import { Id } from "./primitives.js";
import { ExportQuery, ListRequestsQuery, RequestPage } from "./request-history.js";
import { inConversation, Nothing, type RestCall } from "./rest-call.js";

/** What administrators read of the request history, and what moderators decide. */
export const adminRestCalls = {
  listRequests: {
    method: "GET",
    path: "/admin/requests",
    summary: "List the request history, newest first, by a signed cursor.",
    access: "admin:requests:read",
    status: 200,
    query: ListRequestsQuery,
    reply: RequestPage,
  },
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
  listHeld: {
    method: "GET",
    path: "/admin/held",
    summary: "List the messages that are held and that somebody may still decide on, oldest first.",
    access: "admin:messages:moderate",
    status: 200,
    query: ListHeldQuery,
    reply: HeldPage,
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
} as const satisfies Record<string, RestCall>;
