import { type ConversationHistory, type Entry, type History, sameEntry } from "./history.js";
import type { Violation } from "./violation.js";

/** One order for everybody, without gaps, that keeps each sender's own order. */
export function checkOrder(history: History): Violation[] {
  return history.conversations.flatMap((conversation) => [
    ...checkNumbers(conversation),
    ...checkAgreement(conversation, history),
    ...checkSenders(conversation, history),
  ]);
}

function checkNumbers({ id, feed, head }: ConversationHistory): Violation[] {
  const numbers = feed.map((entry) => entry.seq);
  const wrong = numbers.findIndex((seq, n) => seq !== n + 1);
  if (wrong >= 0) {
    const says = `${id}: ${numbers[wrong]} stands where ${wrong + 1} belongs`;
    return [{ rule: "gap", says }];
  }
  if (feed.length !== head)
    return [{ rule: "gap", says: `${id}: head is ${head}, the feed has ${feed.length}` }];
  return [];
}

function checkAgreement({ id, feed }: ConversationHistory, { clients, stored }: History): Violation[] {
  const truth = new Map(feed.map((entry) => [entry.seq, entry]));
  const found: Violation[] = [];
  const compare = (
    who: string,
    seen: Pick<Entry, "id" | "senderId" | "localId" | "text"> & { seq: number },
  ) => {
    const entry = truth.get(seen.seq);
    if (entry !== undefined && sameEntry(entry, seen)) return;
    const says = `${id}: at ${seen.seq} ${who} has ${seen.id}, the feed has ${entry?.id ?? "nothing"}`;
    found.push({ rule: "disagreement", says });
  };
  for (const client of clients)
    if (client.conversationId === id) for (const entry of client.walk) compare(client.name, entry);
  let published = 0;
  for (const row of stored) {
    if (row.conversationId !== id || row.seq === null) continue;
    published += 1;
    compare("the store", { ...row, seq: row.seq });
  }
  if (published !== feed.length) {
    found.push({
      rule: "disagreement",
      says: `${id}: ${published} rows are stored, the feed shows ${feed.length}`,
    });
  }
  return found;
}

function checkSenders({ id, feed }: ConversationHistory, { clients }: History): Violation[] {
  const place = new Map(feed.map((entry) => [`${entry.senderId} ${entry.localId}`, entry.seq]));
  const found: Violation[] = [];
  for (const client of clients) {
    if (client.conversationId !== id) continue;
    const turnedAway = new Set(client.turnedAway);
    let last = { localId: "nothing", seq: 0 };
    for (const localId of client.sent) {
      const seq = place.get(`${client.senderId} ${localId}`);
      if (seq === undefined || turnedAway.has(localId)) continue;
      if (seq < last.seq) {
        const says = `${client.name} sent ${last.localId} before ${localId}, stored at ${last.seq} and ${seq}`;
        found.push({ rule: "sender-order", says });
      }
      last = { localId, seq };
    }
  }
  return found;
}
