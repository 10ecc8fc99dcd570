import type { Workspace } from "../store/workspace.js";
import type { VisitorActor } from "./actor.js";
import { dropQuestions } from "./answer-question.js";
import type { Core } from "./core.js";
import { permit, requirePresence } from "./policy.js";
import { postEvent } from "./post-message.js";

/** Ends the conversation for everybody. Ending it again changes nothing. */
export async function endConversation(
  core: Core,
  actor: VisitorActor,
  conversationId: string,
): Promise<void> {
  permit("conversation.end", actor, conversationId);
  await core.submit({
    keys: { conversations: [conversationId] },
    apply(work) {
      const { self } = requirePresence(work, actor);
      end(core, work, conversationId, self.id);
    },
  });
}

/** `participantId` is whose doing it was. */
export function end(core: Core, work: Workspace, conversationId: string, participantId: string): void {
  if (work.conversation(conversationId)?.endedAt !== null) return;
  postEvent(core, work, conversationId, { type: "conversation-ended", participantId });
  work.changeConversation(conversationId, { endedAt: core.now() });
  dropQuestions(core, work, conversationId);
}
