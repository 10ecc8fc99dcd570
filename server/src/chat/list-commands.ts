import type { CommandPage, ListCommandsQuery } from "@natter/protocol";
import type { CommandFilters } from "../store/moderation.js";
import type { Core } from "./core.js";
import { keyedPage } from "./keyed-page.js";
import { presentCommand } from "./present.js";

/** A page of what was decided, newest first. `cursor` is where the page before ended; rows are only ever added. */
export async function listCommands(
  core: Pick<Core, "store">,
  query: ListCommandsQuery,
): Promise<CommandPage> {
  const { cursor, limit } = query;
  const before = cursor === undefined ? null : Number(cursor);
  const rows = await core.store.moderation.commands({ filters: filtersOf(query), before, limit: limit + 1 });
  const { page, nextCursor } = keyedPage(rows, limit);
  return {
    commands: page.map(({ command }) => presentCommand(command)),
    nextCursor,
  };
}

function filtersOf({ conversation, message, actor, type, since, until }: ListCommandsQuery): CommandFilters {
  return {
    ...(conversation !== undefined && { conversationId: conversation }),
    ...(message !== undefined && { messageId: message }),
    ...(actor !== undefined && { actorId: actor }),
    ...(type !== undefined && { type }),
    ...(since !== undefined && { since }),
    ...(until !== undefined && { until }),
  };
}
