import type { FeedReads } from "../store/store.js";
import { conversationsRead, type Publisher, roomOf } from "./publisher.js";
import type { VisitorServer } from "./socket-server.js";

interface PresenceNews {
  io: VisitorServer;
  reads: Pick<FeedReads, "conversation" | "withBot">;
  publisher: Publisher;
}

// Conversations that are asked about in one query.
const slice = 500;

/** Pushes a new `state` to a conversation whose people changed, where anybody is there to see it. */
export async function tellPersonChange(
  { io, reads, publisher }: PresenceNews,
  conversationId: string,
): Promise<void> {
  if (!io.sockets.adapter.rooms.has(roomOf(conversationId))) return;
  await publishRead({ reads, publisher }, conversationId);
}

function publishRead({ reads, publisher }: Omit<PresenceNews, "io">, conversationId: string): Promise<void> {
  const read = () => reads.conversation(conversationId);
  return publisher.states.read(conversationId, read, (state) => {
    if (state) publisher.publishState(state);
  });
}

/** The same for every conversation that a bot is part of and somebody here reads. */
export async function tellBotChange(news: PresenceNews, botId: string): Promise<void> {
  const { io, reads } = news;
  const ids = conversationsRead(io);
  for (let start = 0; start < ids.length; start += slice) {
    for (const conversationId of await reads.withBot(botId, ids.slice(start, start + slice))) {
      await publishRead(news, conversationId);
    }
  }
}
