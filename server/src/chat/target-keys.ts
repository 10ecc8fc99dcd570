import type { MessageEntity } from "../store/entities.js";
import type { SnapshotKeys } from "../store/snapshot.js";
import type { Decision } from "./perform-command.js";

/** What a command has to see: its message, and what that quotes, or quotes in its place. `target` is null for none. */
export function keysOfDecision(
  target: Pick<MessageEntity, "quotedMessageId"> | null,
  decision: Decision,
): Pick<SnapshotKeys, "messages"> {
  const overriding = decision.type === "redirect" ? decision.overrides?.quotedMessageId : null;
  const ids = [decision.messageId, target?.quotedMessageId, overriding];
  return { messages: ids.filter((id) => id != null) };
}
