import * as v from "valibot";
import { Conversation } from "./conversation.js";
import { Feed, History, MarkedRead, ReadFeed, ReadHistory, ReadMark } from "./feed.js";
import { limits } from "./limits.js";
import { ChangedMessage, DeleteMessage, EditMessage, NewMessage, SentMessage } from "./message.js";
import { Participant } from "./participant.js";
import { filledName, Id, Position } from "./primitives.js";
import { Delta } from "./stream.js";

const Nothing = v.object({});

/** What a person's client presents when it connects to namespace `/`. */
export const VisitorHandshake = v.object({
  /** The token that `POST /conversations` returned. */
  token: v.string("must be a string: the token that creating or joining the conversation returned"),
  /** The last change the client has; left out on a first connection. */
  cursor: v.optional(Position),
  protocol: v.number("must be the protocol version as a number"),
  /** BCP 47: the language of what goes wrong. Default English. */
  locale: v.optional(
    v.pipe(v.string("must be a string"), v.maxLength(64, "is longer than 64 characters; shorten it")),
  ),
});
export type VisitorHandshake = v.InferInput<typeof VisitorHandshake>;

/** Calls that people make on namespace `/`. Every one is answered. */
export const visitorCalls = {
  "message.send": {
    summary: "Send a message. Answered once it is durable.",
    input: NewMessage,
    reply: SentMessage,
  },
  "message.edit": {
    summary:
      "Change the text of one's own message, or the caption of one's own file. Bots are not asked again.",
    input: EditMessage,
    reply: ChangedMessage,
  },
  "message.delete": {
    summary: "Delete one's own message. A tombstone stays; messages that quoted it lose their quote.",
    input: DeleteMessage,
    reply: ChangedMessage,
  },
  "feed.read": {
    summary: "Read the changes after a cursor: what a client missed.",
    input: ReadFeed,
    reply: Feed,
  },
  "history.read": {
    summary: "Read a page of messages backwards: the newest, or those before one.",
    input: ReadHistory,
    reply: History,
  },
  "participant.rename": {
    summary: "Change one's own nickname.",
    input: v.object({ nickname: filledName(limits.nicknameMaxChars) }),
    reply: v.object({ participant: Participant }),
  },
  "reply.stop": {
    summary: "Stop a bot's message that is still being written. What there is of it stays.",
    input: v.object({ messageId: Id }),
    reply: Nothing,
  },
  "typing.set": {
    summary: "Tell the others that one is typing, or has stopped.",
    input: v.object({ isTyping: v.boolean("must be true or false") }),
    reply: Nothing,
  },
  "read.mark": {
    summary: "Mark everything up to `seq` as read. Marks only move forward.",
    input: ReadMark,
    reply: MarkedRead,
  },
  "conversation.leave": {
    summary: "Leave for good. A required participant's leaving ends the conversation.",
    input: Nothing,
    reply: Nothing,
  },
  "conversation.end": {
    summary: "End the conversation for everybody.",
    input: Nothing,
    reply: Nothing,
  },
} as const;

/** A whole snapshot of what is not in the feed. */
export const State = v.object({ conversation: Conversation, participants: v.array(Participant) });
export type State = v.InferOutput<typeof State>;

export const Typing = v.object({ participantId: Id, isTyping: v.boolean() });
export type Typing = v.InferOutput<typeof Typing>;

export const Draining = v.object({
  /** Wait a random time below this before connecting again. */
  reconnectWithinMs: v.number(),
});
export type Draining = v.InferOutput<typeof Draining>;

/** Events that people's clients get on namespace `/`. */
export const visitorEvents = {
  feed: { summary: "One or more changes, or a heartbeat that carries the head.", payload: Feed },
  state: { summary: "The conversation and its participants, whole.", payload: State },
  typing: { summary: "Somebody started or stopped typing. Volatile.", payload: Typing },
  delta: {
    summary: "More of a message that is being written. Volatile, at most 20 a second.",
    payload: Delta,
  },
  draining: { summary: "The server is about to restart; come back with jitter.", payload: Draining },
} as const;
