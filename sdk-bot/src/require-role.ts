import { NatterBotError } from "./errors.js";
import type { BotIdentity, RequestKind } from "./wire.js";

const remedies = {
  bot: "Write new Bot(), or use the key of a bot that was added with `natter bots add <name> --manager`; `natter chat` takes a manager by --manager, and the test kit as talk({ manager, bots })",
  manager: "Write new Manager(), or use the key of a bot that was added without --manager",
};

/** Refuses the key of a manager for a bot, and that of a bot for a manager. */
export function requireRole(isManager: boolean, { name, isManager: isRegistered }: BotIdentity): void {
  if (isManager === (isRegistered ?? false)) return;
  throw isManager
    ? new NatterBotError("misuse", `"${name}" is registered as a bot and not as a manager`, {
        remedy: remedies.bot,
      })
    : new NatterBotError("misuse", `"${name}" is registered as a manager`, { remedy: remedies.manager });
}

/** The same for one request, since nobody greets a webhook by name. */
export function requireKind(isManager: boolean, kind: RequestKind): void {
  const isForManagers = kind === "human" || kind === "draft";
  if (isManager && (kind === "message" || kind === "redirected")) {
    throw new NatterBotError("misuse", "this request is for a bot, and a manager got it", {
      remedy: remedies.bot,
    });
  }
  if (!isManager && isForManagers) {
    throw new NatterBotError("misuse", "this request is for a manager, and a bot got it", {
      remedy: remedies.manager,
    });
  }
}
