import * as v from "valibot";
import { Feed, History } from "./feed.js";
import { limits } from "./limits.js";
import { ChangedMessage, ChangedText, NewFileMessage, NewMessage, SentMessage } from "./message.js";
import { Id, pageLimit } from "./primitives.js";
import { QueryTime } from "./query-time.js";
import { inConversation, type RestCall } from "./rest-call.js";

const ofMessage = v.object({ conversationId: Id, messageId: Id });

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

/** The messages of a conversation, as people read and write them. */
export const messageRestCalls = {
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
    params: ofMessage,
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
    params: ofMessage,
    reply: ChangedMessage,
  },
} as const satisfies Record<string, RestCall>;
