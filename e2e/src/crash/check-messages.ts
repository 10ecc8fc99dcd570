import { groupBy } from "./group-by.js";
import type { Ack, ClientHistory, History } from "./history.js";
import type { Violation } from "./violation.js";

/** Acknowledged is stored, once, and by whoever sent it. */
export function checkMessages(history: History): Violation[] {
  return [
    ...history.clients.flatMap((client) => checkSends(client, history)),
    ...checkDuplicates(history),
    ...checkOrigins(history),
  ];
}

function checkSends(client: ClientHistory, { stored, conversations }: History): Violation[] {
  const found: Violation[] = [];
  const rows = new Map(stored.map((row) => [row.id, row]));
  const feed = conversations.find(({ id }) => id === client.conversationId)?.feed ?? [];
  const shown = new Set(feed.map((entry) => `${entry.seq} ${entry.id}`));
  const acks = groupBy(client.acks, (ack) => ack.localId);
  for (const says of client.refused) found.push({ rule: "refused-send", says: `${client.name}: ${says}` });
  for (const localId of client.sent) {
    const all = acks.get(localId) ?? [];
    const [first] = all;
    if (first === undefined) {
      found.push({ rule: "unanswered-send", says: `${client.name} sent ${localId}` });
      continue;
    }
    found.push(...checkAnswersToOne(client.name, all, first));
    if (!rows.has(first.id)) {
      found.push({ rule: "lost", says: `${localId} was acknowledged as ${first.id}, which is not stored` });
    } else if (!shown.has(`${first.seq} ${first.id}`)) {
      found.push({ rule: "lost", says: `${localId}, ${first.id}, is not in the feed at ${first.seq}` });
    }
  }
  return found;
}

function checkAnswersToOne(client: string, acks: Ack[], first: Ack): Violation[] {
  const found: Violation[] = [];
  const other = acks.find((ack) => ack.id !== first.id || ack.seq !== first.seq);
  if (other !== undefined) {
    const says = `${client}: ${first.localId} is ${first.id} at ${first.seq} and ${other.id} at ${other.seq}`;
    found.push({ rule: "unequal-answers", says });
  }
  const fresh = acks.filter((ack) => !ack.duplicate);
  if (fresh.length > 1) found.push({ rule: "new-twice", says: `${client}: ${first.localId}` });
  return found;
}

function checkDuplicates({ stored }: History): Violation[] {
  const ids = repeated(stored.map((row) => row.id));
  const localIds = repeated(
    stored.flatMap((row) =>
      row.localId === null ? [] : [`${row.localId} of ${row.senderId} in ${row.conversationId}`],
    ),
  );
  return [
    ...ids.map((says): Violation => ({ rule: "duplicate-id", says })),
    ...localIds.map((says): Violation => ({ rule: "duplicate-local-id", says })),
  ];
}

function checkOrigins({ stored, clients }: History): Violation[] {
  const people = new Set(clients.map((client) => client.senderId));
  const sent = new Set(
    clients.flatMap((client) => client.sent.map((id) => `${client.senderId} ${id} ${id}`)),
  );
  return stored
    .filter((row) => row.senderId !== null && people.has(row.senderId))
    .filter((row) => !sent.has(`${row.senderId} ${row.localId} ${row.text}`))
    .map((row) => ({ rule: "never-sent", says: `${row.localId}, ${row.id}, with text ${row.text}` }));
}

function repeated(names: string[]): string[] {
  const groups = groupBy(names, (name) => name);
  return [...groups]
    .filter(([, group]) => group.length > 1)
    .map(([name, group]) => `${name}, ${group.length} times`);
}
