import * as v from "valibot";
import { offeredOptions } from "./attempt.js";
import { limits } from "./limits.js";
import { SentMessage } from "./message.js";
import { filledText, Id, Metadata, pageLimit, wholeNumber } from "./primitives.js";
import { RequestPage, requestStatuses } from "./request-history.js";
import { inConversation, type RestCall } from "./rest-call.js";

const said = {
  key: filledText(limits.sayKeyMaxChars),
  text: filledText(limits.textMaxChars),
  options: offeredOptions,
  metadata: v.optional(v.nullable(Metadata), null),
};
const wanted = {
  conversation: v.optional(Id),
  status: v.optional(v.picklist(requestStatuses, `must be one of ${requestStatuses.join(", ")}`)),
};

/** The calls that a bot makes of its own accord, in answer to no request. */
export const ownCalls = {
  say: {
    summary: "Say something in a conversation that this bot is part of. The same key twice says it once.",
    input: v.object({ conversationId: Id, ...said }),
    reply: SentMessage,
  },
  leave: {
    summary: "Leave a conversation for good. It ends with a required bot. Leaving again changes nothing.",
    input: v.object({ conversationId: Id }),
    reply: v.object({}),
  },
  requests: {
    summary: "Read the bot's own request history, newest first.",
    input: v.object({
      ...wanted,
      /** The `nextCursor` of the page before. */
      cursor: v.optional(v.string("must be a string")),
      limit: v.optional(wholeNumber(1, 100), 50),
    }),
    reply: RequestPage,
  },
} as const;

/** The same for bots that have no socket: those behind a webhook, and programs that only want to say something. */
export const ownRestCalls = {
  sayAsBot: {
    method: "POST",
    path: "/bots/conversations/:conversationId/messages",
    summary: `As \`say\` over a bot's socket: ${ownCalls.say.summary} 201 when it is new, 200 when it was said before.`,
    access: "bot",
    status: 201,
    otherStatus: 200,
    refusals: ["not_found", "conflict", "conversation_ended"],
    params: inConversation,
    body: v.object(said),
    reply: ownCalls.say.reply,
  },
  leaveAsBot: {
    method: "POST",
    path: "/bots/conversations/:conversationId/leave",
    summary: `As \`leave\` over a bot's socket: ${ownCalls.leave.summary}`,
    access: "bot",
    status: 200,
    refusals: ["not_found"],
    params: inConversation,
    reply: ownCalls.leave.reply,
  },
  listOwnRequests: {
    method: "GET",
    path: "/bots/requests",
    summary: `As \`requests\` over a bot's socket: ${ownCalls.requests.summary}`,
    access: "bot",
    status: 200,
    // Strict: a mistyped filter would let everything through.
    query: v.strictObject({
      ...wanted,
      cursor: v.optional(v.string("must be given once")),
      limit: pageLimit(100, 50),
    }),
    reply: ownCalls.requests.reply,
  },
} as const satisfies Record<string, RestCall>;
