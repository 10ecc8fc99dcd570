import type { Core } from "../chat/core.js";
import { firstOfLineage } from "../chat/lineage.js";
import { performCommand } from "../chat/perform-command.js";
import type { MessageEntity } from "../store/entities.js";

const slice = 200;

/**
 * Lets the policy decide on held messages whose time is over. Whether a manager lives plays no part: the time is in the
 * database. A decision that comes in the same moment wins or loses inside the commit. Where nobody listens any more,
 * whatever the policy, the message is rejected.
 */
export async function decideOverdue(core: Core): Promise<void> {
  const due = await core.store.moderation.overdue(core.now(), slice);
  await Promise.all(due.map((message) => decide(core, message)));
}

function decide(core: Core, { id, conversationId, quotedMessageId }: MessageEntity): Promise<void> {
  const messages = quotedMessageId === null ? [id] : [id, quotedMessageId];
  return core.submit({
    keys: { conversations: [conversationId], messages },
    apply(work) {
      const message = work.message(id);
      if (!message || message.holdUntil === null || message.holdUntil > core.now()) return;
      const isOver = work.conversation(conversationId)?.endedAt !== null;
      const order = {
        actorKind: "policy",
        actorId: null,
        commandKey: null,
        conversationId,
        lineage: firstOfLineage,
      } as const;
      const reason = isOver ? "the conversation ended" : "nobody decided in time";
      if (isOver || message.holdThen === "reject")
        performCommand(core, work, order, { type: "reject", messageId: id, reason });
      else performCommand(core, work, order, { type: "approve", messageId: id });
    },
  });
}
