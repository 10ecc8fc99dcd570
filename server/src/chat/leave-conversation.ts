import type { VisitorActor } from "./actor.js";
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
      if (self.leftAt !== null) return;
      const { id, nickname, isRequired } = self;
      work.changeParticipant(id, { leftAt: core.now() });
      postEvent(core, work, conversationId, { type: "participant-left", participantId: id, nickname });
      const isAnybodyLeft = work
        .participants(conversationId)
        .some((participant) => participant.kind === "human" && participant.leftAt === null);
      if (isRequired || !isAnybodyLeft) end(core, work, conversationId, id);
    },
  });
}
