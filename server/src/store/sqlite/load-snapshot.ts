import { columns } from "../rows.js";
import { type SnapshotRows, toSnapshot } from "../rows-snapshot.js";
import type { Snapshot, SnapshotKeys } from "../snapshot.js";
import type { HeldConnection } from "./connection.js";

const list = (table: string, names: readonly string[]) => names.map((name) => `${table}.${name}`).join(", ");

const messageRow = `json_array(json_array(${list("m", columns.messages)}),
  (select json_group_array(json_array(o.text, o.chosen_by) order by o.position) from message_options o where o.message_id = m.id))`;

/*
 * `cross join` keeps SQLite from choosing the order of the tables: from what was asked to the rows, by their
 * indexes. Left to itself, it scans whole tables once they are large.
 *
 * Everything that a batch has to see, in one round trip: each round trip inside a transaction waits for the
 * event loop. Rows come as JSON arrays, which parse faster than a driver builds row objects.
 */
export const snapshotSql = `
with
  asked_requests(key) as materialized (
    select r.key from json_each(?1) k cross join bot_requests r on r.id = k.value
    union
    select (select r.key from bot_requests r
            where r.bot_id = k.value ->> 0 and r.conversation_id = k.value ->> 1
              and r.status in ('pending', 'running', 'waiting') order by r.key limit 1)
    from json_each(?2) k
  ),
  asked_conversations(id) as materialized (
    select value from json_each(?3)
    union
    select r.conversation_id from asked_requests a cross join bot_requests r on r.key = a.key
  ),
  waiting_requests(key) as materialized (
    select r.key from asked_conversations a cross join bot_requests r
      on r.conversation_id = a.id and r.status = 'waiting'
  ),
  asked_effects(request_id, op_index) as materialized (
    select value ->> 0, value ->> 1 from json_each(?4)
    union
    select e.request_id, e.op_index from waiting_requests a
      cross join bot_requests r on r.key = a.key
      cross join bot_effects e on e.request_id = r.id and e.kind = 'ask' and e.result is null
    union
    select e.request_id, e.op_index from asked_requests a
      cross join bot_requests r on r.key = a.key
      cross join bot_effects e on e.request_id = r.id and e.kind = 'stream' and e.result is null
  ),
  asked_messages(key) as materialized (
    select m.key from json_each(?5) k cross join messages m
      on m.conversation_id = k.value ->> 0 and m.sender_id = k.value ->> 1 and m.local_id = k.value ->> 2
    union
    select m.key from json_each(?6) k cross join messages m on m.id = k.value
    union
    select m.key from json_each(?8) k cross join messages m on m.quoted_message_id = k.value
    union
    select m.key from asked_effects a
      cross join bot_effects e on e.request_id = a.request_id and e.op_index = a.op_index
      cross join messages m on m.id = e.message_id
  ),
  asked_files(key) as materialized (
    select value from json_each(?9)
    union
    select m.file_key from asked_messages a cross join messages m on m.key = a.key where m.file_key is not null
  )
select
  (select json_group_array(json_array(${list("c", columns.conversations)}))
     from asked_conversations a cross join conversations c on c.id = a.id) as conversations,
  (select json_group_array(json_array(${list("p", columns.participants)}, b.name,
            case when b.removed_at is null then b.hears end) order by p.key)
     from asked_conversations a cross join participants p on p.conversation_id = a.id
     left join bots b on b.id = p.bot_id) as participants,
  (select json_group_array(${messageRow}) from asked_messages a cross join messages m on m.key = a.key) as messages,
  (select json_group_array(json_array(${list("r", columns.requests)}) order by r.key)
     from (select key from asked_requests union select key from waiting_requests) a
     cross join bot_requests r on r.key = a.key) as requests,
  (select json_group_array(json_array(${list("e", columns.effects)}))
     from asked_effects a cross join bot_effects e on e.request_id = a.request_id and e.op_index = a.op_index) as effects,
  (select json_group_array(json_array(${list("b", columns.bots)}))
     from json_each(?7) k cross join bots b on b.name = k.value and b.removed_at is null) as bots,
  (select json_group_array(json_array(${list("f", columns.files)}))
     from asked_files a cross join files f on f.key = a.key) as files`;

export async function loadSnapshot(
  connection: HeldConnection,
  keys: Required<SnapshotKeys>,
): Promise<Snapshot> {
  const lanes = keys.lanes.map((lane) => [lane.botId, lane.conversationId]);
  const values = [
    keys.requests,
    lanes,
    [...keys.conversations, ...keys.lanes.map((lane) => lane.conversationId)],
    keys.effects.map((effect) => [effect.requestId, effect.index]),
    keys.localIds.map((key) => [key.conversationId, key.senderId, key.localId]),
    keys.messages,
    keys.botNames,
    keys.quotesOf,
    keys.files,
  ].map((value) => JSON.stringify(value));
  // The shape of the answer is the statement's above.
  const answer = (await connection.read(snapshotSql, values)) as Record<keyof Snapshot, string>;
  const rows = Object.entries(answer).map(([name, text]) => [name, JSON.parse(text)]);
  return toSnapshot(Object.fromEntries(rows) as SnapshotRows);
}
