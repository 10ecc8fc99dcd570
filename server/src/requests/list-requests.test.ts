import type { ListRequestsQuery } from "@natter/protocol";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createCursors } from "./cursor.js";
import { listRequests } from "./list-requests.js";
import { openTestHistory, type TestHistory } from "./testing/test-history.js";

const cursors = createCursors("a secret of more than thirty-two characters");

function list(history: TestHistory, query: Partial<ListRequestsQuery> = {}) {
  return listRequests({ store: history, cursors }, { limit: 50, ...query });
}

test("the newest request comes first, and the last page has no cursor", async () => {
  await using history = await openTestHistory();
  const ids = await history.fill([{}, {}, {}]);
  const first = await list(history, { limit: 2 });
  expect(first.requests.map(({ id }) => id)).toEqual([ids[2], ids[1]]);
  const second = await list(history, { limit: 2, cursor: first.nextCursor ?? "" });
  expect(second.requests.map(({ id }) => id)).toEqual([ids[0]]);
  expect(second.nextCursor).toBeNull();
});

test("a page that is exactly full and last has no cursor", async () => {
  await using history = await openTestHistory();
  await history.fill([{}, {}]);
  expect((await list(history, { limit: 2 })).nextCursor).toBeNull();
  expect(await list(history, { status: "dead" })).toEqual({ requests: [], nextCursor: null });
});

test("a walk under load skips nothing and repeats nothing [F93] [F241]", async () => {
  await using history = await openTestHistory();
  const botIds = await Promise.all(["a", "b"].map((name) => history.addBot(name)));
  const someRows = (most: number) =>
    fc.array(
      fc.constantFrom(...botIds).map((botId) => ({ botId })),
      { maxLength: most },
    );
  await fc.assert(
    fc.asyncProperty(
      someRows(12),
      fc.array(someRows(4), { minLength: 1, maxLength: 6 }),
      fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 }),
      fc.option(fc.constantFrom(...botIds), { nil: undefined }),
      async (before, during, limits, botId) => {
        await history.knex("bot_requests").delete();
        const ids = await history.fill(before);
        const expected = ids.filter((_, index) => botId === undefined || before[index]?.botId === botId);
        const seen: string[] = [];
        let cursor: string | undefined;
        for (let turn = 0; ; turn += 1) {
          const limit = limits[turn % limits.length] ?? 1;
          const page = await list(history, {
            limit,
            ...(botId && { bot: botId }),
            ...(cursor && { cursor }),
          });
          seen.push(...page.requests.map(({ id }) => id));
          if (page.nextCursor === null) break;
          cursor = page.nextCursor;
          await history.fill(during[turn % during.length] ?? []);
        }
        expect(seen).toEqual(expected.reverse());
      },
    ),
    { numRuns: 40 },
  );
});

test("a cursor that was tampered with, or belongs to other filters, is refused by name [F241]", async () => {
  await using history = await openTestHistory();
  await history.addBot("echo");
  await history.fill([{ status: "done" }, { status: "done" }, { status: "done" }]);
  const { nextCursor } = await list(history, { limit: 1, status: "done" });
  const cursor = nextCursor ?? "";
  for (const query of [
    { cursor: `${cursor}x` },
    { cursor: `A${cursor.slice(1)}` },
    { cursor, status: "dead" as const },
    { cursor, status: "done" as const, bot: "echo" },
  ]) {
    await expect(list(history, query)).rejects.toMatchObject({
      code: "invalid",
      details: [{ field: "cursor" }],
    });
  }
  expect((await list(history, { cursor })).requests).toHaveLength(2);
});

test("a cursor keeps its filters without their being repeated [F241]", async () => {
  await using history = await openTestHistory();
  const [done] = await history.fill([{ status: "done" }, { status: "dead" }, { status: "done" }]);
  const { nextCursor } = await list(history, { limit: 1, status: "done" });
  const page = await list(history, { cursor: nextCursor ?? "" });
  expect(page.requests.map(({ id }) => id)).toEqual([done]);
});

test("a bot is found by name or id, a removed one by id, an unknown one is refused by name [F93] [F96]", async () => {
  await using history = await openTestHistory();
  const botId = await history.addBot("echo");
  await history.fill([{ botId }, { botId: "other" }]);
  expect((await list(history, { bot: "echo" })).requests).toHaveLength(1);
  await history.bots.remove(botId, 2);
  expect((await list(history, { bot: botId })).requests).toHaveLength(1);
  await expect(list(history, { bot: "echo" })).rejects.toMatchObject({
    code: "invalid",
    details: [{ field: "bot", message: expect.stringContaining("natter bots list") }],
  });
});
