import { failure } from "../errors.js";
import type { ParticipantEntity } from "../store/entities.js";
import type { Workspace } from "../store/workspace.js";

/**
 * The bots of a conversation that are named, by name or by the id of their participant, each once. Throws `not_found`,
 * naming the first one that is no such bot: the manager itself, one that has left, one that was removed.
 */
export function findBots(
  work: Workspace,
  conversationId: string,
  names: readonly string[],
): ParticipantEntity[] {
  const bots = work
    .participants(conversationId)
    .filter(({ role, leftAt }) => role === "ordinary" && leftAt === null);
  const found = names.map((name) => {
    const bot = bots.find(({ id }) => id === name) ?? bots.find(({ botName }) => botName === name);
    if (bot) return bot;
    const known = bots.map(({ botName }) => botName).join(", ") || "none";
    throw failure("not_found", "bot.absent", { name, known });
  });
  return [...new Set(found)];
}
