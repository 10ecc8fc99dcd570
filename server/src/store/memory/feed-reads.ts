import type { MessageEntity } from "../entities.js";
import type { FeedReads, ListedConversation } from "../store.js";
import type { Tables } from "./tables.js";

export function createFeedReads(tables: Tables): FeedReads {
  const published = (conversationId: string): MessageEntity[] =>
    [...tables.messagesOf.of(conversationId)]
      .map((id) => tables.messages.get(id))
      .filter((row) => row !== undefined)
      .filter((row) => row.seq !== null)
      .sort((one, other) => (one.seq ?? 0) - (other.seq ?? 0));
  const participants = (conversationId: string) =>
    [...tables.participantsOf.of(conversationId)]
      .map((id) => tables.participant(id))
      .filter((row) => row !== undefined);

  return {
    async conversation(id) {
      const conversation = tables.conversations.get(id);
      return conversation ? { conversation, participants: participants(id) } : null;
    },
    async changesAfter(conversationId, after, limit) {
      if (!tables.conversations.has(conversationId)) return null;
      const { head, messages } = tables.changesAfter(conversationId, after);
      return { head, hasMore: messages.length > limit, messages: messages.slice(0, limit) };
    },
    async messagesBefore(conversationId, before, limit) {
      const head = tables.conversations.get(conversationId)?.head;
      if (head === undefined) return null;
      const rows = published(conversationId).filter((row) => (row.seq ?? 0) < before);
      return { head, hasMore: rows.length > limit, messages: rows.slice(-limit) };
    },
    async messagesWithin(conversationId, { since, until, after, before, end }, limit) {
      const head = tables.conversations.get(conversationId)?.head;
      if (head === undefined) return null;
      const rows = published(conversationId).filter(
        ({ seq, createdAt }) =>
          (since === null || createdAt >= since) &&
          (until === null || createdAt < until) &&
          (after === null || (seq ?? 0) > after) &&
          (before === null || (seq ?? 0) < before),
      );
      const messages = end === "oldest" ? rows.slice(0, limit) : rows.slice(-limit);
      return { head, hasMore: rows.length > limit, messages };
    },

    async botsIn(conversationId) {
      const ids = participants(conversationId).map(({ botId }) => botId);
      return ids.map((id) => tables.bots.get(id ?? "")).filter((bot) => bot !== undefined);
    },

    async presence(participantId) {
      return tables.participants.get(participantId) ?? null;
    },
    async list({ visitorId, isOwn, before, limit }) {
      const rows: ListedConversation[] = [];
      for (const conversation of [...tables.conversations.values()].reverse()) {
        const inside = participants(conversation.id);
        const self = inside.find((row) => visitorId !== null && row.visitorId === visitorId);
        if ((isOwn && !self) || (before !== null && conversation.id >= before)) continue;
        const unread = published(conversation.id).filter(
          (row) => self && (row.seq ?? 0) > self.readSeq && row.senderId !== self.id && row.senderId !== null,
        );
        rows.push({
          conversation,
          participantCount: inside.filter((row) => row.leftAt === null).length,
          participantId: self?.id ?? null,
          unreadCount: unread.filter((row) => row.deletedAt === null).length,
        });
      }
      return rows.slice(0, limit);
    },
    async withBot(botId, conversationIds) {
      return conversationIds.filter((id) =>
        participants(id).some((row) => row.botId === botId && row.leftAt === null),
      );
    },
    async heads(ids) {
      const known = ids.map((id) => tables.conversations.get(id)).filter((row) => row !== undefined);
      return new Map(known.map((row) => [row.id, row.head]));
    },
  };
}
