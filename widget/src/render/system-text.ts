import type { SystemMessage } from "@natter/protocol";
import { isManager, nameOf } from "./names.js";
import type { View } from "./view.js";

/** What a system message says; empty for kinds that a newer server invented, and for a manager's comings and goings. */
export function systemText(view: View, { event }: SystemMessage): string {
  const { texts, snapshot } = view;
  const isOwn = "participantId" in event && event.participantId === snapshot.ownId && snapshot.ownId !== null;
  if (
    event.type.startsWith("participant-") &&
    "participantId" in event &&
    isManager(view, event.participantId)
  )
    return "";
  switch (event.type) {
    case "conversation-created":
      return texts.created;
    case "participant-joined":
      return isOwn ? texts.youJoined : texts.joined(event.nickname);
    case "participant-left":
      return isOwn ? texts.youLeft : texts.left(event.nickname);
    case "participant-renamed":
      return isOwn ? texts.youRenamed(event.nickname) : texts.renamed(event.previousNickname, event.nickname);
    case "conversation-ended":
      if (isOwn) return texts.youEnded;
      return event.participantId ? texts.endedBy(nameOf(view, event.participantId)) : texts.ended;
    default:
      return "";
  }
}
