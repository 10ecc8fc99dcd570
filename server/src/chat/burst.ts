import { type BotRequestPayload, type DeliveryPolicy, limits } from "@natter/protocol";
import type { ParticipantEntity, RequestEntity } from "../store/entities.js";
import type { LaneKey } from "../store/snapshot.js";
import type { Workspace } from "../store/workspace.js";
import type { Core } from "./core.js";

type Burst = Extract<DeliveryPolicy, { type: "burst" }>;

/** When a new request may be delivered: at once, or when its sender has been quiet for a while. */
export function dueAt(policy: DeliveryPolicy, sender: ParticipantEntity | null, now: number): number {
  const mayGrow = policy.type === "burst" && sender?.kind === "human";
  return mayGrow ? now + policy.quietMs : now;
}

/**
 * Adds a person's message to the request that its sender is in the middle of, and lets that wait on. False when
 * there is none: the last request of the lane is of somebody else, its quiet time is over, or it was delivered.
 */
export function joinBurst(
  core: Core,
  work: Workspace,
  lane: LaneKey,
  policy: Burst,
  { messages: _, ...added }: BotRequestPayload,
): boolean {
  const now = core.now();
  const last = work.unanswered(lane).at(-1);
  if (!last || !isGrowing(last, added, now)) return false;
  const messages = [...(last.request.messages ?? [last.request.message]), added.message];
  const isFull = messages.length >= (policy.maxMessages ?? limits.burstMessagesMaxCount);
  const end = last.createdAt + (policy.maxMs ?? 10 * policy.quietMs);
  work.growRequest(last.id, {
    messageId: added.message.id,
    messageIds: messages.map(({ id }) => id),
    request: { ...added, messages },
    // Due now also means that nothing more is added.
    availableAt: isFull ? now : Math.min(now + policy.quietMs, end),
    updatedAt: now,
  });
  if (isFull) work.wake(lane);
  return true;
}

function isGrowing(request: RequestEntity, { sender, kind }: BotRequestPayload, now: number): boolean {
  // What a manager sends on is a request of its own.
  if (request.request.kind !== kind) return false;
  const isUndelivered = request.status === "pending" && request.attempt === 0;
  const isOfSameSender = sender !== null && request.request.sender?.id === sender.id;
  return isUndelivered && isOfSameSender && now < request.availableAt;
}
