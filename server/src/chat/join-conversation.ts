import { failure } from "../errors.js";
import type { Core } from "./core.js";
import { addHuman, announce, type Joined, joinedAs } from "./create-conversation.js";
import { noSuchConversation, requireOpen } from "./policy.js";

/**
 * Joins a conversation by its id, where rooms are on. The same visitor again gets the same participant, with
 * rooms on or off; who has left may come back.
 */
export function joinConversation(
  core: Core,
  visitorId: string | null,
  conversationId: string,
  input: { nickname: string },
): Promise<Joined> {
  return core.submit({
    keys: { conversations: [conversationId] },
    apply(work) {
      const conversation = work.conversation(conversationId);
      const known = work
        .participants(conversationId)
        .find((participant) => visitorId !== null && participant.visitorId === visitorId);
      if (conversation && known && known.leftAt === null) return joinedAs(core, work, known, false);
      if (!core.settings.roomsEnabled) {
        throw failure("forbidden", "rooms.off");
      }
      if (!conversation) throw noSuchConversation();
      requireOpen(conversation);
      if (known) {
        work.changeParticipant(known.id, { leftAt: null });
        const self = { ...known, leftAt: null };
        announce(core, work, self);
        return joinedAs(core, work, self, false);
      }
      const self = addHuman(core, work, conversationId, visitorId ?? core.newId(), input.nickname);
      announce(core, work, self);
      return joinedAs(core, work, self, true);
    },
  });
}
