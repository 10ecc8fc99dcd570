import type { HeldPage, ListHeldQuery } from "@natter/protocol";
import type { Core } from "./core.js";
import { keyedPage } from "./keyed-page.js";
import { presentHeld } from "./present.js";

/** A page of what somebody may still decide on, oldest first. `cursor` is where the page before ended. */
export async function listHeld(
  core: Core,
  { conversation, cursor, limit }: ListHeldQuery,
): Promise<HeldPage> {
  const rows = await core.store.moderation.held({
    conversationId: conversation ?? null,
    after: Number(cursor ?? 0),
    limit: limit + 1,
  });
  const { page, nextCursor } = keyedPage(rows, limit);
  return {
    held: page.map((row) => presentHeld(core, row)),
    nextCursor,
  };
}
