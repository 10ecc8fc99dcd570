import * as v from "valibot";
import { limits } from "./limits.js";
import { Message } from "./message.js";
import { Id, Position, wholeNumber } from "./primitives.js";

/**
 * Part of a conversation's log, in order of `version`.
 *
 * It holds every change with `after < version ≤ upTo`, each message in its newest state, so a message that
 * changed again later is simply not repeated at its older version. A client whose cursor is at least
 * `after` applies it and moves its cursor to `upTo`; a client whose cursor is lower has missed something
 * and reads from its cursor. `head` above `upTo` means: there is more, read on. A packet with no changes
 * is a heartbeat. A page may hold fewer changes than were asked for: it ends where its bytes do.
 */
export const Feed = v.object({
  conversationId: Id,
  after: Position,
  upTo: Position,
  head: Position,
  changes: v.array(Message),
});
export type Feed = v.InferOutput<typeof Feed>;

const limit = v.optional(wholeNumber(1, limits.feedPageMax), 50);

/** Changes that a reader at cursor `after` has missed. */
export const ReadFeed = v.object({ after: Position, limit });
export type ReadFeed = v.InferOutput<typeof ReadFeed>;

/** The page of messages that end just before the message numbered `before`, or the newest page. */
export const ReadHistory = v.object({ before: v.optional(Position), limit });
export type ReadHistory = v.InferOutput<typeof ReadHistory>;

/** Everything up to the message numbered `seq` is read. */
export const ReadMark = v.object({ seq: Position });
/** How far the caller has read now. */
export const MarkedRead = v.object({ readSeq: Position });

/**
 * Messages in order of `seq`, oldest first; `hasMore` also where the page ends for its bytes. `head` is the cursor that
 * a reader of this page starts from.
 */
export const History = v.object({
  conversationId: Id,
  messages: v.array(Message),
  hasMore: v.boolean(),
  head: Position,
});
export type History = v.InferOutput<typeof History>;
