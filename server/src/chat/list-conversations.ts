import type { ConversationList, ListConversationsQuery } from "@natter/protocol";
import { failure } from "../errors.js";
import type { Core } from "./core.js";
import { presentConversation } from "./present.js";

/** Who asks for the list. */
export type Lister = { visitorId: string } | "administrator" | "anybody";

/**
 * Conversations, newest first, in pages: a visitor's own, or all of them for administrators, and for anybody where rooms
 * are on. `cursor` is the last id of the page before.
 */
export async function listConversations(
  core: Core,
  lister: Lister,
  { of, cursor, limit }: ListConversationsQuery,
): Promise<ConversationList> {
  const visitorId = typeof lister === "object" ? lister.visitorId : null;
  const isOwn = of === undefined ? visitorId !== null : of === "own";
  const seesAll = lister === "administrator" || core.settings.roomsEnabled;
  if (visitorId === null && (isOwn || !seesAll)) throw failure("unauthorized", "conversations.whose");
  if (!isOwn && !seesAll) throw failure("forbidden", "rooms.list");
  const rows = await core.store.feed.list({ visitorId, isOwn, before: cursor ?? null, limit: limit + 1 });
  return {
    conversations: rows.slice(0, limit).map(({ conversation, ...row }) => ({
      conversation: presentConversation(conversation),
      ...row,
    })),
    nextCursor: rows.length > limit ? (rows[limit - 1]?.conversation.id ?? null) : null,
  };
}
