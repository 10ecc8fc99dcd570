import type { State } from "@natter/protocol";
import { failure } from "../errors.js";
import type { ConversationState } from "../store/store.js";
import type { Actor } from "./actor.js";
import type { Core, Presence } from "./core.js";
import { noSuchConversation, permit, requirePresent } from "./policy.js";
import { presentConversation, presentParticipant } from "./present.js";

/**
 * The conversation and everybody who is or was in it. Where rooms are on anybody may look, since anybody may join; what
 * is said inside is for those who have joined.
 */
export async function getConversation(
  core: Core,
  actor: Actor | null,
  conversationId: string,
): Promise<State> {
  if (!core.settings.roomsEnabled) {
    if (actor === null) throw failure("unauthorized", "token.missing");
    permit("conversation.read", actor, conversationId);
    await requirePresent(core, actor);
  }
  const found = await core.store.feed.conversation(conversationId);
  if (!found) throw noSuchConversation();
  return presentState(core.presence, found);
}

export function presentState(presence: Presence, state: ConversationState): State {
  return {
    conversation: presentConversation(state.conversation),
    participants: state.participants.map((row) => presentParticipant(presence, row)),
  };
}
