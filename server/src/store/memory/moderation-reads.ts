import type { CommandEntity } from "../entities.js";
import type { CommandFilters, ModerationReads } from "../moderation.js";
import type { Tables } from "./tables.js";

export function createModerationReads(tables: Tables): ModerationReads {
  return {
    async message(id) {
      return tables.messages.get(id) ?? null;
    },
    async messages({ conversationId, after, limit }) {
      if (!tables.conversations.has(conversationId)) return null;
      const rows = [...tables.messages.values()]
        .map((message, index) => ({ key: index + 1, message }))
        .filter(({ key, message }) => key > after && message.conversationId === conversationId);
      return rows.slice(0, limit);
    },
    async held({ conversationId, after, limit }) {
      const held = [...tables.messages.values()]
        .map((message, index) => ({ key: index + 1, message }))
        .filter(
          ({ key, message }) =>
            key > after &&
            message.approvalStatus === 0 &&
            !message.isForBots &&
            message.streamState !== "streaming" &&
            (conversationId === null || message.conversationId === conversationId) &&
            tables.conversations.get(message.conversationId)?.endedAt === null,
        );
      return held.slice(0, limit).flatMap(({ key, message }) => {
        const row = tables.participant(message.senderId ?? "");
        // As the databases read it: what the sender hears plays no part here.
        return row ? [{ key, message, sender: { ...row, hears: [], role: null } }] : [];
      });
    },
    async commands({ filters, before, limit }) {
      return tables.commands
        .map((command, index) => ({ key: index + 1, command }))
        .filter(({ key, command }) => (before === null || key < before) && passes(command, filters))
        .reverse()
        .slice(0, limit);
    },
    async overdue(at, limit) {
      const held = [...tables.timed].map((id) => tables.messages.get(id)).filter((row) => row !== undefined);
      const due = held.filter(({ holdUntil }) => holdUntil !== null && holdUntil <= at);
      return due.sort((one, other) => (one.holdUntil ?? 0) - (other.holdUntil ?? 0)).slice(0, limit);
    },
  };
}

function passes(row: CommandEntity, { since, until, ...equal }: CommandFilters): boolean {
  const isSame = Object.entries(equal).every(
    ([name, value]) => value === undefined || row[name as keyof typeof equal] === value,
  );
  return isSame && row.createdAt >= (since ?? 0) && row.createdAt < (until ?? Number.POSITIVE_INFINITY);
}
