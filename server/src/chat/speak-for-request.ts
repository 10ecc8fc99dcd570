import type { ConversationEntity, ParticipantEntity, RequestEntity } from "../store/entities.js";
import type { Workspace } from "../store/workspace.js";
import { noSuchConversation, requireOpen } from "./policy.js";

/** Where the answer to a request goes and who says it: an open conversation that the bot is still part of. */
export function requireVoice(
  work: Workspace,
  request: RequestEntity,
): { conversation: ConversationEntity; self: ParticipantEntity } {
  const conversation = work.conversation(request.conversationId);
  const self = work.participant(request.request.self.id);
  if (!conversation || !self || self.leftAt !== null) throw noSuchConversation();
  requireOpen(conversation);
  return { conversation, self };
}
