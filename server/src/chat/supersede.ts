import type { BotRequestPayload } from "@natter/protocol";
import type { LaneKey } from "../store/snapshot.js";
import type { Workspace } from "../store/workspace.js";
import type { Core } from "./core.js";
import { closeStream } from "./write-stream.js";

/**
 * Settles what the sender asked before and the bot has not answered: a newer message takes its place. What the
 * bot said already stays; a message that it was writing is broken off. A question to the people stays open.
 */
export function supersedeOlder(
  core: Core,
  work: Workspace,
  lane: LaneKey,
  { sender }: BotRequestPayload,
): void {
  // Only people change their minds: what happened stays so, and a manager decides on every draft.
  if (sender?.kind !== "human") return;
  for (const request of work.unanswered(lane)) {
    if (request.status === "waiting" || request.request.sender?.id !== sender.id) continue;
    for (const stream of work.openStreams(request.id)) {
      const text = stream.messageId === null ? null : core.textOf(stream.messageId);
      closeStream(core, work, stream, "interrupted", text);
    }
    work.supersedeRequest(request, core.now());
  }
}
