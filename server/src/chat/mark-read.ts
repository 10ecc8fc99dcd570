import type { VisitorActor } from "./actor.js";
import type { Core } from "./core.js";
import { permit, requirePresence } from "./policy.js";

/** Moves the caller's read mark forward, at most to the head; an older mark changes nothing. */
export async function markRead(
  core: Core,
  actor: VisitorActor,
  conversationId: string,
  seq: number,
): Promise<{ readSeq: number }> {
  permit("read.mark", actor, conversationId);
  return core.submit({
    keys: { conversations: [conversationId] },
    apply(work) {
      const { conversation, self } = requirePresence(work, actor);
      const readSeq = Math.max(self.readSeq, Math.min(seq, conversation.head));
      if (readSeq !== self.readSeq) work.changeParticipant(self.id, { readSeq });
      return { readSeq };
    },
  });
}
