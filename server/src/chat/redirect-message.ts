import type { Overrides } from "@natter/protocol";
import { failure } from "../errors.js";
import type { MessageEntity } from "../store/entities.js";
import type { Workspace } from "../store/workspace.js";
import { askBot } from "./ask-bots.js";
import type { Core } from "./core.js";
import { findBots } from "./find-bots.js";
import type { Lineage } from "./lineage.js";

interface Redirect {
  /** Bots, each by name or id. */
  to: readonly string[];
  overrides?: Overrides | null;
  /** The record of who sends it on: one delivery a command and bot. */
  commandId: string;
  /** Of the request in answer to which it is sent on. */
  lineage: Lineage;
}

/**
 * Delivers a message to some bots of its conversation, and to nobody else: to all that are named or to none. The message
 * stays as it is. Returns the ids of the requests. Throws `not_found` for an unknown bot, and `invalid` where bots
 * have answered bots too often in a row.
 */
export function redirectMessage(
  core: Core,
  work: Workspace,
  message: MessageEntity,
  { to, overrides = null, commandId, lineage }: Redirect,
): string[] {
  const bots = findBots(work, message.conversationId, to);
  // Whichever is longer: a manager may send on an old message in answer to a new one.
  const hops = Math.max(lineage.hops, message.hops) + 1;
  const { maxHops: max } = core.settings;
  if (hops > max) throw failure("invalid", "redirect.hops", { hops, max });
  return bots.map((bot) =>
    askBot(core, work, message, {
      bot,
      kind: "redirected",
      lineage: { ...lineage, hops },
      redirectedBy: commandId,
      overrides,
    }),
  );
}
