import type { Message } from "@natter/protocol";

/** Messages of others behind the read mark. System lines are no news. */
export function unreadCount(messages: readonly Message[], ownId: string | null, readSeq: number): number {
  return messages.filter(
    (message) =>
      message.seq > readSeq && message.type !== "system" && message.senderId !== ownId && !message.deletedAt,
  ).length;
}
