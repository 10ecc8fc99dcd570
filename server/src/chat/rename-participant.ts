import type { Participant } from "@natter/protocol";
import { failure } from "../errors.js";
import type { VisitorActor } from "./actor.js";
import type { Core } from "./core.js";
import { permit, requireOpen, requirePresence } from "./policy.js";
import { postEvent } from "./post-message.js";
import { presentParticipant } from "./present.js";

/** Changes the caller's own nickname and tells everybody. The same name again changes nothing. */
export async function renameParticipant(
  core: Core,
  actor: VisitorActor,
  conversationId: string,
  nickname: string,
  participantId: string = actor.participantId,
): Promise<{ participant: Participant }> {
  permit("participant.rename", actor, conversationId);
  if (participantId !== actor.participantId) {
    throw failure("forbidden", "nickname.notOwn");
  }
  return core.submit({
    keys: { conversations: [conversationId] },
    apply(work) {
      const { conversation, self } = requirePresence(work, actor);
      requireOpen(conversation);
      if (self.nickname !== nickname) {
        work.changeParticipant(self.id, { nickname });
        const event = { type: "participant-renamed", participantId: self.id, nickname } as const;
        postEvent(core, work, conversationId, { ...event, previousNickname: self.nickname });
      }
      return { participant: presentParticipant(core.presence, { ...self, nickname }) };
    },
  });
}
