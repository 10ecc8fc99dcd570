import { columns } from "../rows/columns.js";
import { type SnapshotRows, toSnapshot } from "../rows-snapshot.js";
import type { Snapshot, SnapshotKeys } from "../snapshot.js";
import type { HeldConnection } from "./connection.js";

const list = (table: string, names: readonly string[]) => names.map((name) => `${table}.${name}`).join(", ");
const rows = (row: string, from: string) =>
  `(select coalesce(json_agg(json_build_array(${row})), '[]') from ${from})`;
const rowsInOrder = (row: string, key: string, from: string) =>
  `(select coalesce(json_agg(json_build_array(${row}) order by ${key}), '[]') from ${from})`;

/*
 * The conversations of the batch, those of its requests and lanes among them. Whoever holds their rows is the
 * only one, on all nodes, who changes anything that belongs to them; see docs/decisions/006. Locks are taken in
 * the order of ids, so two batches never wait for each other. They leave foreign keys of others' rows alone.
 */
const lock = `
select 1 from conversations c
where c.id in (
  select jsonb_array_elements_text($1::jsonb)
  union all
  select r.conversation_id from bot_requests r where r.id in (select jsonb_array_elements_text($2::jsonb)))
order by c.id for no key update`;

/*
 * Everything that a batch has to see, as one statement after the one that locks: under READ COMMITTED it sees
 * what the holder before committed. Rows come as JSON arrays, in the order of `columns`.
 */
const load = `
with
  asked_requests(key) as materialized (
    select r.key from bot_requests r where r.id in (select jsonb_array_elements_text($1::jsonb))
    union
    select first.key from jsonb_array_elements($2::jsonb) lane(it) cross join lateral (
      select r.key from bot_requests r
      where r.bot_id = it ->> 0 and r.conversation_id = it ->> 1 and r.status in ('pending', 'running', 'waiting')
      order by r.key limit 1) first
  ),
  asked_conversations(id) as materialized (
    select jsonb_array_elements_text($3::jsonb)
    union
    select r.conversation_id from asked_requests a join bot_requests r on r.key = a.key
  ),
  waiting_requests(key) as materialized (
    select r.key from asked_conversations a join bot_requests r
      on r.conversation_id = a.id and r.status = 'waiting'
  ),
  inbox_requests(key) as materialized (
    select r.key from participants p
      join bots b on b.id = p.bot_id and b.policy is not null
      join bot_requests r on r.bot_id = b.id and r.conversation_id = p.conversation_id
        and r.status in ('pending', 'running', 'waiting')
    where p.conversation_id in (select jsonb_array_elements_text($10::jsonb))
  ),
  asked_effects(request_id, op_index) as materialized (
    select it ->> 0, (it ->> 1)::integer from jsonb_array_elements($4::jsonb) effect(it)
    union
    select e.request_id, e.op_index from waiting_requests a
      join bot_requests r on r.key = a.key
      join bot_effects e on e.request_id = r.id and e.kind = 'ask' and e.result is null
    union
    select e.request_id, e.op_index
      from (select key from asked_requests union select key from inbox_requests) a
      join bot_requests r on r.key = a.key
      join bot_effects e on e.request_id = r.id and e.kind = 'stream' and e.result is null
  ),
  asked_messages(key) as materialized (
    select m.key from jsonb_array_elements($5::jsonb) send(it) join messages m
      on m.conversation_id = it ->> 0 and m.sender_id = it ->> 1 and m.local_id = it ->> 2
    union
    select m.key from messages m where m.id in (select jsonb_array_elements_text($6::jsonb))
    union
    select m.key from messages m where m.quoted_message_id in (select jsonb_array_elements_text($8::jsonb))
    union
    select m.key from jsonb_array_elements($12::jsonb) command(it)
      join manager_commands o on o.actor_id = it ->> 0 and o.command_key = it ->> 1
      join messages m on m.id = o.message_id
    union
    select m.key from asked_effects a
      join bot_effects e on e.request_id = a.request_id and e.op_index = a.op_index
      join messages m on m.id = e.message_id
  ),
  asked_files(key) as materialized (
    select jsonb_array_elements_text($9::jsonb)
    union
    select m.file_key from asked_messages a join messages m on m.key = a.key where m.file_key is not null
  )
select
  ${rows(list("c", columns.conversations), "asked_conversations a join conversations c on c.id = a.id")} as conversations,
  ${rowsInOrder(
    `${list("p", columns.participants)}, b.name, case when b.removed_at is null then b.hears end, b.policy,
      case when b.removed_at is null then b.is_manager end`,
    "p.key",
    `asked_conversations a join participants p on p.conversation_id = a.id
       left join bots b on b.id = p.bot_id`,
  )} as participants,
  ${rows(
    `json_build_array(${list("m", columns.messages)}),
     (select coalesce(json_agg(json_build_array(o.text, o.chosen_by) order by o.position), '[]')
        from message_options o where o.message_id = m.id)`,
    "asked_messages a join messages m on m.key = a.key",
  )} as messages,
  ${rowsInOrder(
    list("r", columns.requests),
    "r.key",
    `(select key from asked_requests union select key from waiting_requests
       union select key from inbox_requests) a
       join bot_requests r on r.key = a.key`,
  )} as requests,
  ${rows(
    list("e", columns.effects),
    "asked_effects a join bot_effects e on e.request_id = a.request_id and e.op_index = a.op_index",
  )} as effects,
  ${rows(
    list("b", columns.bots),
    `bots b where b.removed_at is null and (b.name in (select jsonb_array_elements_text($7::jsonb))
       or (b.is_manager and $11::jsonb ? 'manager'))`,
  )} as bots,
  ${rows(list("f", columns.files), "asked_files a join files f on f.key = a.key")} as files,
  ${rows(
    list("o", columns.commands),
    `jsonb_array_elements($12::jsonb) command(it)
       join manager_commands o on o.actor_id = it ->> 0 and o.command_key = it ->> 1`,
  )} as commands`;

/** Begins a transaction, locks and loads what `keys` name, in one round trip. */
export async function loadSnapshot(
  connection: HeldConnection,
  keys: Required<SnapshotKeys>,
): Promise<Snapshot> {
  const json = JSON.stringify;
  const lanes = keys.lanes.map((lane) => [lane.botId, lane.conversationId]);
  const conversations = json([...keys.conversations, ...keys.lanes.map((lane) => lane.conversationId)]);
  const requests = json(keys.requests);
  const values = [
    requests,
    json(lanes),
    conversations,
    json(keys.effects.map((effect) => [effect.requestId, effect.index])),
    json(keys.localIds.map((key) => [key.conversationId, key.senderId, key.localId])),
    json(keys.messages),
    json(keys.botNames),
    json(keys.quotesOf),
    json(keys.files),
    json(keys.inboxes),
    json(keys.botRoles),
    json(keys.commands.map((command) => [command.actorId, command.commandKey])),
  ];
  const results = await connection.send([
    { text: "begin" },
    { text: lock, values: [conversations, requests] },
    { text: load, values },
  ]);
  // The shape of the answer is the statement's above.
  return toSnapshot(results[2]?.rows[0] as unknown as SnapshotRows);
}
