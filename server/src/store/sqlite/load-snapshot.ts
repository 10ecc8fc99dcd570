import { columns } from "../rows/columns.js";
import { type SnapshotRows, toSnapshot } from "../rows-snapshot.js";
import type { Snapshot, SnapshotKeys } from "../snapshot.js";
import type { HeldConnection } from "./connection.js";

const list = (table: string, names: readonly string[]) => names.map((name) => `${table}.${name}`).join(", ");

const messageRow = `json_array(json_array(${list("m", columns.messages)}),
  (select json_group_array(json_array(o.text, o.chosen_by) order by o.position) from message_options o where o.message_id = m.id))`;

const commandsOf = (keys: string) =>
  `${keys} cross join manager_commands o on o.actor_id = k.value ->> 0 and o.command_key = k.value ->> 1`;

/** The lists of keys that a snapshot is asked by, each one parameter: a JSON array. */
const listsOf = {
  requests: (keys) => keys.requests,
  lanes: (keys) => keys.lanes.map((lane) => [lane.botId, lane.conversationId]),
  conversations: (keys) => [
    ...new Set([...keys.conversations, ...keys.lanes.map(({ conversationId }) => conversationId)]),
  ],
  effects: (keys) => keys.effects.map((effect) => [effect.requestId, effect.index]),
  localIds: (keys) => keys.localIds.map((key) => [key.conversationId, key.senderId, key.localId]),
  messages: (keys) => keys.messages,
  quotesOf: (keys) => keys.quotesOf,
  files: (keys) => keys.files,
  botNames: (keys) => keys.botNames,
  inboxes: (keys) => keys.inboxes,
  botRoles: (keys) => keys.botRoles,
  commands: (keys) => keys.commands.map((command) => [command.actorId, command.commandKey]),
} satisfies Record<string, (keys: Required<SnapshotKeys>) => readonly unknown[]>;
type ListName = keyof typeof listsOf;
export const listNames = Object.keys(listsOf) as ListName[];

/**
 * Everything that a batch has to see, in one round trip: each round trip inside a transaction waits for the
 * event loop. Rows come as JSON arrays, which parse faster than a driver builds row objects. Branches that nobody asked
 * for are left out: in a small batch of plain sends they would cost more than the rest.
 *
 * `cross join` keeps SQLite from choosing the order of the tables: from what was asked to the rows, by their
 * indexes. Left to itself, it scans whole tables once they are large.
 */
export function snapshotSql(asked: readonly ListName[]): string {
  const when = (name: ListName, branch: (list: string) => string) =>
    asked.includes(name) ? [branch(`json_each(?${asked.indexOf(name) + 1}) k`)] : [];
  const requests = [
    ...when("requests", (k) => `select r.key from ${k} cross join bot_requests r on r.id = k.value`),
    ...when(
      "lanes",
      (k) => `select (select r.key from bot_requests r
         where r.bot_id = k.value ->> 0 and r.conversation_id = k.value ->> 1
           and r.status in ('pending', 'running', 'waiting') order by r.key limit 1) from ${k}`,
    ),
  ];
  const isAskedForRequests = requests.length > 0;
  const ofRequests = (branch: string) => (isAskedForRequests ? [branch] : []);
  const isAskedForInboxes = asked.includes("inboxes");
  const ofInboxes = (branch: string) => (isAskedForInboxes ? [branch] : []);
  const writing = (requestsOf: string) => `select e.request_id, e.op_index from ${requestsOf} a
         cross join bot_requests r on r.key = a.key
         cross join bot_effects e on e.request_id = r.id and e.kind = 'stream' and e.result is null`;
  const collected = {
    ...(isAskedForRequests && { "asked_requests(key)": requests }),
    "asked_conversations(id)": [
      ...when("conversations", (k) => `select k.value from ${k}`),
      ...ofRequests(
        "select r.conversation_id from asked_requests a cross join bot_requests r on r.key = a.key",
      ),
    ],
    "waiting_requests(key)": [
      `select r.key from asked_conversations a
         cross join bot_requests r on r.conversation_id = a.id and r.status = 'waiting'`,
    ],
    ...(isAskedForInboxes && {
      "inbox_requests(key)": when(
        "inboxes",
        (k) => `select r.key from ${k} cross join participants p on p.conversation_id = k.value
          cross join bots b on b.id = p.bot_id and b.policy is not null
          cross join bot_requests r on r.bot_id = b.id and r.conversation_id = p.conversation_id
            and r.status in ('pending', 'running', 'waiting')`,
      ),
    }),
    "asked_effects(request_id, op_index)": [
      ...when("effects", (k) => `select k.value ->> 0, k.value ->> 1 from ${k}`),
      `select e.request_id, e.op_index from waiting_requests a
         cross join bot_requests r on r.key = a.key
         cross join bot_effects e on e.request_id = r.id and e.kind = 'ask' and e.result is null`,
      ...ofRequests(writing("asked_requests")),
      ...ofInboxes(writing("inbox_requests")),
    ],
    "asked_messages(key)": [
      ...when(
        "localIds",
        (k) => `select m.key from ${k} cross join messages m
           on m.conversation_id = k.value ->> 0 and m.sender_id = k.value ->> 1 and m.local_id = k.value ->> 2`,
      ),
      ...when("messages", (k) => `select m.key from ${k} cross join messages m on m.id = k.value`),
      ...when(
        "quotesOf",
        (k) => `select m.key from ${k} cross join messages m on m.quoted_message_id = k.value`,
      ),
      ...when(
        "commands",
        (k) => `select m.key from ${commandsOf(k)} cross join messages m on m.id = o.message_id`,
      ),
      `select m.key from asked_effects a
         cross join bot_effects e on e.request_id = a.request_id and e.op_index = a.op_index
         cross join messages m on m.id = e.message_id`,
    ],
    "asked_files(key)": [
      ...when("files", (k) => `select k.value from ${k}`),
      "select m.file_key from asked_messages a cross join messages m on m.key = a.key where m.file_key is not null",
    ],
  };
  const steps = Object.entries(collected).map(
    ([name, branches]) =>
      `${name} as materialized (${branches.length > 0 ? branches.join(" union ") : "select null where false"})`,
  );
  const bots = [
    ...when(
      "botNames",
      (k) => `select ${list("b", columns.bots)} from ${k}
        cross join bots b on b.name = k.value and b.removed_at is null`,
    ),
    ...when(
      "botRoles",
      (k) =>
        `select ${list("b", columns.bots)} from ${k} cross join bots b
        on b.is_manager and b.is_manager = (k.value = 'manager') and b.removed_at is null`,
    ),
  ];
  const commands = when(
    "commands",
    (k) => `(select json_group_array(json_array(${list("o", columns.commands)})) from ${commandsOf(k)})`,
  );
  return `with ${steps.join(",\n")}
select
  (select json_group_array(json_array(${list("c", columns.conversations)}))
     from asked_conversations a cross join conversations c on c.id = a.id) as conversations,
  (select json_group_array(json_array(${list("p", columns.participants)}, b.name,
            case when b.removed_at is null then b.hears end, b.policy,
            case when b.removed_at is null then b.is_manager end) order by p.key)
     from asked_conversations a cross join participants p on p.conversation_id = a.id
     left join bots b on b.id = p.bot_id) as participants,
  (select json_group_array(${messageRow}) from asked_messages a cross join messages m on m.key = a.key) as messages,
  (select json_group_array(json_array(${list("r", columns.requests)}) order by r.key)
     from (${ofRequests("select key from asked_requests union").join("")}
           ${ofInboxes("select key from inbox_requests union").join("")} select key from waiting_requests) a
     cross join bot_requests r on r.key = a.key) as requests,
  (select json_group_array(json_array(${list("e", columns.effects)}))
     from asked_effects a cross join bot_effects e on e.request_id = a.request_id and e.op_index = a.op_index) as effects,
  ${bots.length === 0 ? "'[]'" : `(select json_group_array(json_array(${list("a", columns.bots)})) from (${bots.join(" union ")}) a)`} as bots,
  ${commands[0] ?? "'[]'"} as commands,
  (select json_group_array(json_array(${list("f", columns.files)}))
     from asked_files a cross join files f on f.key = a.key) as files`;
}

const statements = new Map<string, string>();

/** The same text for the same lists, for it is compiled once. */
function statementFor(asked: readonly ListName[]): string {
  const name = asked.join();
  const sql = statements.get(name) ?? snapshotSql(asked);
  statements.set(name, sql);
  return sql;
}

export async function loadSnapshot(
  connection: HeldConnection,
  keys: Required<SnapshotKeys>,
): Promise<Snapshot> {
  const values = listNames.map((name) => [name, listsOf[name](keys)] as const);
  const asked = values.filter(([, list]) => list.length > 0);
  const answer = await connection.run(
    statementFor(asked.map(([name]) => name)),
    asked.map(([, list]) => JSON.stringify(list)),
  );
  // The shape of the answer is the statement's above.
  const texts = Object.entries(answer as Record<keyof Snapshot, string>);
  const rows = texts.map(([name, text]) => [name, JSON.parse(text)]);
  return toSnapshot(Object.fromEntries(rows) as SnapshotRows);
}
