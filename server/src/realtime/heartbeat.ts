import type { FeedReads } from "../store/store.js";
import { conversationsRead, roomOf } from "./publisher.js";
import type { VisitorServer } from "./socket-server.js";

// Conversations a turn: large enough for one query to be cheap, small enough not to hold the event loop.
const slice = 500;

/**
 * Sends every reader the head of its conversation every `everyMs`, so that a lost packet is noticed without
 * a reconnect. The heads come from the database: nothing in this process could be wrong about them.
 */
export function startHeartbeat(
  io: VisitorServer,
  reads: Pick<FeedReads, "heads">,
  everyMs: number,
  onFault: (error: unknown) => void,
): Disposable {
  let isBeating = false;
  const beat = async () => {
    const ids = conversationsRead(io);
    for (let start = 0; start < ids.length; start += slice) {
      const heads = await reads.heads(ids.slice(start, start + slice));
      for (const [conversationId, head] of heads) {
        io.to(roomOf(conversationId)).volatile.emit("feed", {
          conversationId,
          after: head,
          upTo: head,
          head,
          changes: [],
        });
      }
    }
  };
  const timer = setInterval(() => {
    if (isBeating) return;
    isBeating = true;
    beat()
      .catch(onFault)
      .finally(() => {
        isBeating = false;
      });
  }, everyMs);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}
