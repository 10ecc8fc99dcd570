import type { ConversationList } from "@natter/protocol";
import { failure } from "../errors.js";
import type { Core } from "./core.js";
import { presentConversation } from "./present.js";

/** Whose list: one visitor's own, or everybody's for an administrator, or for anybody where rooms are on. */
export type Lister = { visitorId: string } | "administrator" | "anybody";

/** Conversations, newest first, in pages. `cursor` is the last id of the page before. */
export async function listConversations(
  core: Core,
  lister: Lister,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<ConversationList> {
  if (lister === "anybody" && !core.settings.roomsEnabled) {
    throw failure("unauthorized", "conversations.whose");
  }
  const visitorId = typeof lister === "object" ? lister.visitorId : null;
  const rows = await core.store.feed.list({ visitorId, before: cursor ?? null, limit: limit + 1 });
  return {
    conversations: rows.slice(0, limit).map(({ conversation, ...row }) => ({
      conversation: presentConversation(conversation),
      ...row,
    })),
    nextCursor: rows.length > limit ? (rows[limit - 1]?.conversation.id ?? null) : null,
  };
}
