import type { State } from "@natter/protocol";
import type { ConversationState } from "../store/store.js";
import type { Actor } from "./actor.js";
import type { Core } from "./core.js";
import { noSuchConversation, permit, requirePresent } from "./policy.js";
import { presentConversation, presentParticipant } from "./present.js";

/** The conversation and everybody who is or was in it. */
export async function getConversation(core: Core, actor: Actor, conversationId: string): Promise<State> {
  permit("conversation.read", actor, conversationId);
  await requirePresent(core, actor);
  const found = await core.store.feed.conversation(conversationId);
  if (!found) throw noSuchConversation();
  return presentState(found);
}

export function presentState(state: ConversationState): State {
  return {
    conversation: presentConversation(state.conversation),
    participants: state.participants.map(presentParticipant),
  };
}
