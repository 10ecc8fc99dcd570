import fc from "fast-check";
import { expect, it } from "vitest";
import { openTestCore } from "../testing/test-core.js";
import { describePostgres, type TestDatabase } from "../testing/test-databases.js";
import { serial } from "./entities.js";
import { withSchema } from "./schema.js";
import { createPlayer, type Move, moves } from "./suite/play.js";

const tables = {
  conversations: "id",
  participants: "key",
  messages: "key",
  message_options: "message_id, position",
  bot_requests: "key",
  bot_effects: "request_id, op_index",
  manager_commands: "key",
};

/** Plays batches on a fresh database, with ids and times that depend on nothing but the moves. */
async function outcome(on: TestDatabase, batches: readonly Move[][]) {
  await using house = await openTestCore({}, on);
  let ids = 0;
  let clock = 1000;
  const core = { ...house.core, newId: () => `id-${String(++ids).padStart(6, "0")}`, now: () => ++clock };
  const bot = { kind: "bot", botId: "bot", botName: "echo" } as const;
  const settings = {
    description: null,
    isRequired: false,
    isManager: false,
    hears: ["message" as const],
    policy: serial,
    settings: {},
  };
  await house.store.bots.add({ id: "bot", name: "echo", ...settings, createdAt: 1, removedAt: null });
  const play = createPlayer(core, bot);
  const answers: unknown[] = [];
  for (const batch of batches) answers.push(await Promise.all(batch.map(play)));

  const heads = await house.store.feed.list({ visitorId: null, isOwn: false, before: null, limit: 100 });
  const feeds = await Promise.all(
    heads.map(({ conversation: { id } }) => house.store.feed.changesAfter(id, 0, 500)),
  );
  return { answers, published: house.published, heads, feeds, rows: await dump(house.database) };
}

function dump(database: string): Promise<unknown> {
  return withSchema(database, async (knex) => {
    const all: Record<string, unknown[]> = {};
    for (const [table, order] of Object.entries(tables)) {
      const rows: Record<string, unknown>[] = await knex(table).orderByRaw(order);
      all[table] = rows.map(comparable);
    }
    return all;
  });
}

/** SQLite keeps booleans as numbers; keys may have gaps, their order is what counts. */
function comparable({ key: _, ...row }: Record<string, unknown>): [string, unknown][] {
  return Object.entries(row).map(([name, cell]) => [name, typeof cell === "boolean" ? Number(cell) : cell]);
}

// A fresh database on both sides in each run takes a second or two on a busy machine.
const hangMs = 300_000;

describePostgres("the core on both databases", () => {
  it(
    "comes to the same answers, feeds and rows, whatever is done [F13] [F33]",
    async () => {
      await fc.assert(
        fc.asyncProperty(moves, async (batches) => {
          const [sqlite, postgres] = await Promise.all([
            outcome("sqlite", batches),
            outcome("postgres", batches),
          ]);
          expect(postgres).toEqual(sqlite);
        }),
        { numRuns: 25 },
      );
    },
    hangMs,
  );
});
