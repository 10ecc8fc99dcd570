import type { Typing } from "@natter/protocol";
import type { VisitorActor } from "./actor.js";
import { permit } from "./policy.js";

/** What to tell the others. Never stored: a lost one is repeated by the next key. */
export function setTyping(actor: VisitorActor, isTyping: boolean): Typing {
  permit("typing.set", actor, actor.conversationId);
  return { participantId: actor.participantId, isTyping };
}
