import { expect, test } from "vitest";
import { openTestHistory, type TestHistory } from "../requests/testing/test-history.js";
import type { RequestFilters } from "./request-history.js";

const everything = Number.MAX_SAFE_INTEGER;

async function idsBy(history: TestHistory, filters: RequestFilters): Promise<string[]> {
  const rows = await history.requests.page({ filters, order: "ascending", upTo: everything, limit: 100 });
  return rows.map((row) => row.record.id);
}

test("an empty history has no highest key", async () => {
  await using history = await openTestHistory();
  expect(await history.requests.highestKey()).toBe(0);
});

test("a record reads as the protocol says, with its bot's name [F91]", async () => {
  await using history = await openTestHistory();
  const botId = await history.addBot("echo");
  await history.fill([
    { botId, sessionKey: "s", error: "late" },
    { botId: "unknown", status: "pending" },
  ]);
  const [first, second] = await history.requests.page({
    filters: {},
    order: "ascending",
    upTo: everything,
    limit: 9,
  });
  expect(first?.record).toMatchObject({
    botId,
    botName: "echo",
    sessionKey: "s",
    isAggregation: false,
    status: "done",
    attempt: 1,
    request: { message: { text: "hello" } },
    response: { messages: [{ text: "hi" }] },
    error: "late",
    latencyMs: 12,
    createdAt: 1000,
    updatedAt: 1000,
  });
  expect(second?.record).toMatchObject({ botName: "unknown", response: null, latencyMs: null, error: null });
});

test("the history is filtered by bot, session, conversation, status, aggregation and time [F93]", async () => {
  await using history = await openTestHistory();
  const [a, b, c, d] = await history.fill([
    { botId: "x", sessionKey: "s1", conversationId: "c1", createdAt: 10 },
    { botId: "y", sessionKey: "s1", conversationId: "c2", status: "pending", createdAt: 20 },
    { botId: "x", sessionKey: "s2", conversationId: "c1", status: "dead", createdAt: 30 },
    { botId: "x", isAggregation: true, createdAt: 40 },
  ]);
  expect(await idsBy(history, {})).toEqual([a, b, c, d]);
  expect(await idsBy(history, { botId: "x" })).toEqual([a, c, d]);
  expect(await idsBy(history, { sessionKey: "s1" })).toEqual([a, b]);
  expect(await idsBy(history, { conversationId: "c1" })).toEqual([a, c]);
  expect(await idsBy(history, { status: "pending" })).toEqual([b]);
  expect(await idsBy(history, { isAggregation: true })).toEqual([d]);
  expect(await idsBy(history, { isAggregation: false })).toEqual([a, b, c]);
  expect(await idsBy(history, { since: 20, until: 40 })).toEqual([b, c]);
  expect(await idsBy(history, { botId: "x", sessionKey: "s2", until: 30 })).toEqual([]);
});

test("pages go either way between their bounds", async () => {
  await using history = await openTestHistory();
  await history.fill(Array.from({ length: 6 }, () => ({})));
  const keys = async (
    order: "ascending" | "descending",
    after: number | undefined,
    upTo: number,
    limit = 2,
  ) => {
    const walk = { filters: {}, order, upTo, limit, ...(after !== undefined && { after }) };
    return (await history.requests.page(walk)).map((row) => row.key);
  };
  expect(await keys("ascending", 0, 5)).toEqual([1, 2]);
  expect(await keys("ascending", 4, 5)).toEqual([5]);
  expect(await keys("descending", undefined, 5)).toEqual([5, 4]);
  expect(await keys("descending", 2, 5)).toEqual([1]);
  expect(await keys("descending", 1, 5)).toEqual([]);
});

test("every filter that names something uses an index [F93]", async () => {
  await using history = await openTestHistory();
  const seen: { sql: string; bindings: unknown[] }[] = [];
  history.knex.on("query", (query: { sql: string; bindings: unknown[] }) => seen.push(query));
  for (const filters of [{ botId: "x" }, { sessionKey: "s" }, { conversationId: "c" }]) {
    await history.requests.page({ filters, order: "descending", after: 9, upTo: 100, limit: 50 });
    const query = seen.at(-1);
    const plan = await history.knex.raw(
      `explain query plan ${query?.sql}`,
      (query?.bindings ?? []) as string[],
    );
    const details = (plan as { detail: string }[]).map((step) => step.detail).join("; ");
    expect(details).toMatch(/USING INDEX bot_requests_(bot|session|conversation) \(/u);
    expect(details).not.toMatch(/SCAN r\b|TEMP B-TREE/u);
  }
});
