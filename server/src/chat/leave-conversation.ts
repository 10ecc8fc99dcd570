import type { ParticipantEntity } from "../store/entities.js";
import type { Workspace } from "../store/workspace.js";
import type { BotActor, VisitorActor } from "./actor.js";
import type { Core } from "./core.js";
import { end } from "./end-conversation.js";
import { noSuchConversation, permit, requireValidToken } from "./policy.js";
import { postEvent } from "./post-message.js";

/**
 * Leaves for good. The conversation ends with the last human and with a required participant. Leaving again
 * changes nothing.
 */
export async function leaveConversation(
  core: Core,
  actor: VisitorActor,
  conversationId: string,
): Promise<void> {
  permit("conversation.leave", actor, conversationId);
  await core.submit({
    keys: { conversations: [conversationId] },
    apply(work) {
      const self = work.participant(actor.participantId);
      if (!work.conversation(conversationId) || !self) throw noSuchConversation();
      requireValidToken(self, actor);
      leave(core, work, self);
    },
  });
}

/** The same for a bot. A conversation that it has no part in is to it as if it did not exist. */
export async function leaveAsBot(core: Core, actor: BotActor, conversationId: string): Promise<void> {
  await core.submit({
    keys: { conversations: [conversationId] },
    apply(work) {
      const self = work.participants(conversationId).find(({ botId }) => botId === actor.botId);
      if (!self) throw noSuchConversation();
      leave(core, work, self);
    },
  });
}

function leave(core: Core, work: Workspace, self: ParticipantEntity): void {
  if (self.leftAt !== null) return;
  const { id, conversationId, nickname, isRequired } = self;
  work.changeParticipant(id, { leftAt: core.now() });
  postEvent(core, work, conversationId, { type: "participant-left", participantId: id, nickname });
  const isAnybodyLeft = work
    .participants(conversationId)
    .some((participant) => participant.kind === "human" && participant.leftAt === null);
  if (isRequired || !isAnybodyLeft) end(core, work, conversationId, id);
}
