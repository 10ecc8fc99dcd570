import type { Snapshot, SnapshotKeys } from "../snapshot.js";
import { effectId, laneId, sendId, type Tables } from "./tables.js";

/** The rows that the keys name, as the databases' one statement finds them. */
export function loadSnapshot(tables: Tables, keys: Required<SnapshotKeys>): Snapshot {
  const requestIds = new Set(keys.requests);
  for (const lane of keys.lanes) {
    for (const id of tables.open.of(laneId(lane))) {
      requestIds.add(id);
      break;
    }
  }
  const asked = pick(requestIds, (id) => tables.requests.get(id));
  const conversationIds = new Set([
    ...keys.conversations,
    ...keys.lanes.map(({ conversationId }) => conversationId),
    ...asked.map(({ conversationId }) => conversationId),
  ]);
  const waitingIds = new Set([...conversationIds].flatMap((id) => [...tables.waiting.of(id)]));
  const inboxIds = keys.inboxes.flatMap((conversationId) =>
    [...tables.participantsOf.of(conversationId)]
      .map((id) => tables.participant(id))
      .filter((row) => row?.botId != null && row.policy.type !== "serial")
      .flatMap((row) => [...tables.open.of(laneId({ botId: row?.botId ?? "", conversationId }))]),
  );
  const requests = pick(new Set([...requestIds, ...waitingIds, ...inboxIds]), (id) =>
    tables.requests.get(id),
  );
  // In order of creation, as the databases give them.
  requests.sort((one, other) => tables.orderOf(one.id) - tables.orderOf(other.id));
  const openEffects = (ids: Iterable<string>, kind: string) =>
    pick(
      [...ids].flatMap((id) => [...tables.effectsOf.of(id)]),
      (id) => tables.effects.get(id),
    ).filter((effect) => effect.kind === kind && effect.result === null);
  const effects = [
    ...new Set([
      ...pick(keys.effects, (key) => tables.effects.get(effectId(key))),
      ...openEffects(waitingIds, "ask"),
      ...openEffects([...asked.map(({ id }) => id), ...inboxIds], "stream"),
    ]),
  ];
  const commands = tables.commands.filter((row) =>
    keys.commands.some(({ actorId, commandKey }) => row.actorId === actorId && row.commandKey === commandKey),
  );
  const messageIds = new Set([
    ...commands.map(({ messageId }) => messageId),
    ...pick(keys.localIds, (key) => tables.sends.get(sendId(key))),
    ...keys.messages,
    ...keys.quotesOf.flatMap((id) => [...tables.quotesOf.of(id)]),
    ...pick(effects, ({ messageId }) => messageId ?? undefined),
  ]);
  const messages = pick(messageIds, (id) => tables.messages.get(id));
  const fileKeys = new Set([...keys.files, ...pick(messages, ({ file }) => file?.key ?? undefined)]);
  return {
    conversations: pick(conversationIds, (id) => tables.conversations.get(id)),
    participants: pick(
      [...conversationIds].flatMap((id) => [...tables.participantsOf.of(id)]),
      (id) => tables.participant(id),
    ),
    messages,
    requests,
    effects,
    files: pick(fileKeys, (key) => tables.files.get(key)),
    commands,
    bots: [...tables.bots.values()].filter(
      ({ name, removedAt, isManager }) =>
        removedAt === null &&
        (keys.botNames.includes(name) || (isManager && keys.botRoles.includes("manager"))),
    ),
  };
}

function pick<Key, Row>(keys: Iterable<Key>, find: (key: Key) => Row | undefined): Row[] {
  const rows: Row[] = [];
  for (const key of keys) {
    const row = find(key);
    if (row !== undefined) rows.push(row);
  }
  return rows;
}
