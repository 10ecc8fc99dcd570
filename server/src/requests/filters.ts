import type { ExportQuery } from "@natter/protocol";
import { invalidInput } from "../errors.js";
import type { RequestFilters } from "../store/request-history.js";
import type { BotRegistry } from "../store/store.js";

/** The part of a query that narrows the history. */
export type FilterQuery = Omit<ExportQuery, "format">;

/**
 * The filters that a query means. A bot is named by name or id; a removed one by id, so that its audit stays
 * readable. Rejects with `invalid`, naming the field.
 */
export async function readFilters(
  query: FilterQuery,
  bots: Pick<BotRegistry, "find">,
): Promise<RequestFilters> {
  return {
    ...(query.bot !== undefined && { botId: await findBotId(query.bot, bots) }),
    ...(query.session !== undefined && { sessionKey: query.session }),
    ...(query.conversation !== undefined && { conversationId: query.conversation }),
    ...(query.status !== undefined && { status: query.status }),
    ...(query.aggregation !== undefined && { isAggregation: query.aggregation }),
    ...(query.since !== undefined && { since: query.since }),
    ...(query.until !== undefined && { until: query.until }),
  };
}

async function findBotId(nameOrId: string, bots: Pick<BotRegistry, "find">): Promise<string> {
  const bot = await bots.find(nameOrId);
  if (bot) return bot.id;
  const message =
    "is no bot's name or id; list the bots with: natter bots list. A removed bot is found by its id";
  throw invalidInput([{ field: "bot", message }]);
}
