import type { ReadAllMessagesQuery, ReviewedPage } from "@natter/protocol";
import type { Core } from "./core.js";
import { keyedPage } from "./keyed-page.js";
import { noSuchConversation } from "./policy.js";
import { presentReviewed } from "./present.js";

/** A page of everything that was said in a conversation, for operators. `cursor` is where the page before ended. */
export async function readAllMessages(
  core: Pick<Core, "store" | "fileUrls">,
  conversationId: string,
  { cursor, limit }: ReadAllMessagesQuery,
): Promise<ReviewedPage> {
  const after = Number(cursor ?? 0);
  const rows = await core.store.moderation.messages({ conversationId, after, limit: limit + 1 });
  if (!rows) throw noSuchConversation();
  const { page, nextCursor } = keyedPage(rows, limit);
  return {
    messages: page.map(({ message }) => presentReviewed(core.fileUrls, message)),
    nextCursor,
  };
}
