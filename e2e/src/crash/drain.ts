import { setTimeout as wait } from "node:timers/promises";
import type { ConversationHistory } from "./history.js";
import type { Visitor } from "./visitor.js";

/** Without any progress for so long, it is stuck. */
const patienceMs = 60_000;

/**
 * Waits until every send is acknowledged, every client has seen all answers and every bot has said `done`, which it
 * does after its last answer was shown. What is stuck is returned in words, not thrown: the checker then says what is
 * missing.
 */
export async function untilAnswered(
  talks: Promise<void>[],
  visitors: Visitor[],
  conversations: ConversationHistory[],
  countOpenRequests: () => Promise<number>,
): Promise<string[]> {
  let isSilent = false;
  void Promise.all(talks).then(() => (isSilent = true));
  let last = "";
  let lastAt = performance.now();
  for (;;) {
    const behind = visitors.filter((visitor) => !isComplete(visitor, conversations));
    const isSeen = isSilent && behind.length === 0;
    const open = isSeen ? await countOpenRequests() : null;
    if (open === 0) return [];
    const progress = [
      open,
      ...visitors.map(({ follower, history }) => [follower.cursor, history.acks.length, history.sent.length]),
    ].join();
    if (progress !== last) [last, lastAt] = [progress, performance.now()];
    if (performance.now() - lastAt > patienceMs) {
      return behind.map(({ history, follower, unanswered, isConnected }) => {
        const link = isConnected ? "connected" : "cut off";
        return `stuck: ${history.name}, ${link}, at ${follower.cursor} of ${follower.head}, ${unanswered} unanswered`;
      });
    }
    await wait(50);
  }
}

/** All answers to what any client of the conversation sent are there: N of each bot to each message. */
function isComplete({ history, follower }: Visitor, conversations: ConversationHistory[]): boolean {
  const bots = conversations.find(({ id }) => id === history.conversationId)?.bots ?? [];
  const answerers = new Set(bots.map(({ participantId }) => participantId));
  let questions = 0;
  let answers = 0;
  for (const { senderId } of follower.walk) {
    if (senderId === null) continue;
    if (answerers.has(senderId)) answers += 1;
    else questions += 1;
  }
  const wanted = bots.reduce((sum, bot) => sum + bot.repliesPerMessage, 0) * questions;
  return answers >= wanted && follower.cursor >= follower.head;
}
