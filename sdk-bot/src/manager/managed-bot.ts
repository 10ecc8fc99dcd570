import { NatterBotError } from "../errors.js";
import type { BotRequestPayload } from "../wire.js";

/** A bot of a conversation, as its manager sees it. */
export interface ManagedBot {
  /** What it is registered as, and what it is called by. */
  name: string;
  /** Its participant in this conversation. */
  id: string;
  /** What people see it called. */
  nickname: string;
  /** Whether an instance is running. One that is off gets what it was sent when it is back. */
  isPresent: boolean;
}

export function managedBots(participants: BotRequestPayload["bots"]): ManagedBot[] {
  return participants.map(({ id, botName, nickname, isPresent }) => ({
    name: botName ?? nickname,
    id,
    nickname,
    isPresent,
  }));
}

/** The name of a bot that was named by its name or its id. Throws `misuse` for what is no bot of the conversation. */
export function nameOf(bots: readonly ManagedBot[], nameOrId: string): string {
  const found = bots.find(({ name }) => name === nameOrId) ?? bots.find(({ id }) => id === nameOrId);
  if (found) return found.name;
  const known = bots.map(({ name }) => name).join(", ");
  throw new NatterBotError("misuse", `this conversation has no bot "${nameOrId}"`, {
    remedy:
      known === ""
        ? "It has no bot but the manager; start conversations with the bots that they need"
        : `Its bots are ${known}; ctx.bots has them`,
  });
}
