import type { BotRequest } from "@natter/protocol";
import type { Core } from "../chat/core.js";
import { presentRequest } from "../chat/present.js";
import { interruptStreams } from "../chat/write-stream.js";
import type { RequestEntity } from "../store/entities.js";
import type { LaneKey } from "../store/snapshot.js";
import type { Workspace } from "../store/workspace.js";

/** What came of trying to lease the next request of a lane. */
export type Lease =
  | { type: "leased"; request: BotRequest; conversationId: string; sender: string }
  /** There is nothing to do, or not before somebody has answered the question of the first request. */
  | { type: "idle" }
  /** Another lease of this lane is running. */
  | { type: "busy" }
  /** The next attempt is not due before this time. */
  | { type: "later"; at: number }
  /** The first request was put aside; ask again for the next. */
  | { type: "again" };

/**
 * Leases the first unanswered request of a lane to an instance. The attempt number rises inside the commit:
 * it is the fencing token that makes a zombie's writes fail.
 */
export function leaseRequest(core: Core, lane: LaneKey, instance: string): Promise<Lease> {
  return core.submit({
    keys: { lanes: [lane] },
    apply: (work) => lease(core, work, lane, instance),
  });
}

function lease(core: Core, work: Workspace, lane: LaneKey, instance: string): Lease {
  const first = work.firstOfLane(lane);
  if (!first) return { type: "idle" };
  if (first.status === "running") return { type: "busy" };
  if (first.status === "waiting") return { type: "idle" };
  if (first.status !== "pending") return { type: "again" };
  const now = core.now();
  if (first.availableAt > now) return { type: "later", at: first.availableAt };
  const obstacle = unanswerable(core, work, first);
  if (obstacle !== null) {
    interruptStreams(core, work, first.id);
    work.changeRequest(first.id, { status: "dead", error: obstacle, updatedAt: now });
    return { type: "again" };
  }
  const attempt = first.attempt + 1;
  work.changeRequest(first.id, { status: "running", attempt, leasedBy: instance, updatedAt: now });
  return {
    type: "leased",
    conversationId: first.conversationId,
    sender: first.request.self.id,
    request: {
      requestId: first.id,
      attempt,
      isAggregation: first.isAggregation,
      createdAt: first.createdAt,
      payload: presentRequest(core.fileUrls, first.request),
    },
  };
}

/** Why no attempt could answer this request any more, or null. */
function unanswerable(core: Core, work: Workspace, request: RequestEntity): string | null {
  const { maxAttempts } = core.settings.retry;
  if (request.attempt - request.suspensions >= maxAttempts)
    return `put aside after ${maxAttempts} attempts, the last one unfinished`;
  const conversation = work.conversation(request.conversationId);
  if (!conversation) return "the conversation was deleted before an answer";
  // A farewell may still be heard, though no longer answered.
  if (conversation.endedAt === null || request.request.message.type === "system") return null;
  return "the conversation ended before an answer";
}
