import type { ConversationEntity, MessageEntity, ParticipantEntity } from "../store/entities.js";
import type { Workspace } from "../store/workspace.js";
import { noteCommand, type Order } from "./command-order.js";
import type { Core } from "./core.js";
import { findBots } from "./find-bots.js";
import { type Draft, postMessage } from "./post-message.js";
import { redirectMessage } from "./redirect-message.js";

interface Sending {
  /** The manager's own participant; null for a moderator, who has none. */
  self: ParticipantEntity | null;
  approve: boolean;
  to: readonly string[] | null;
  onBehalfOf: string | null;
}

/**
 * Sends a message of a manager or a moderator: published with `approve`, else held; delivered to the bots of `to`; said
 * by the bot of `onBehalfOf`. Written together with its record.
 */
export function sendAsManager(
  core: Core,
  work: Workspace,
  order: Order,
  conversation: ConversationEntity,
  draft: Draft,
  { self, approve, to, onBehalfOf }: Sending,
): MessageEntity {
  const [sender] = onBehalfOf === null ? [self] : findBots(work, conversation.id, [onBehalfOf]);
  if (!sender) throw new Error("a moderator says whom to speak as");
  const message = postMessage(core, work, conversation, sender, {
    ...draft,
    managed: { isApproved: approve, isSentByManager: sender !== self, isForBots: to !== null && !approve },
  });
  const id = core.newId();
  const { lineage } = order;
  const requests = to === null ? [] : redirectMessage(core, work, message, { to, commandId: id, lineage });
  const { text, options, quotedMessageId, metadata } = draft;
  const details = { approve, to, onBehalfOf, text, options, quotedMessageId, metadata, requests };
  noteCommand(core, work, order, { id, type: "send", messageId: message.id, details, outcome: "done" });
  return message;
}
