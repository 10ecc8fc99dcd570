import { expect, test } from "vitest";
import { openTestHistory } from "../requests/testing/test-history.js";
import type { BotEntity } from "./entities.js";
import { bot as anyBot, key } from "./suite/rows.js";

const bot = (patch: Partial<BotEntity> = {}): BotEntity =>
  anyBot({
    hears: ["message", "system"],
    settings: { title: "The echo", prompts: ["Hello"] },
    ...patch,
  });

test("a bot comes back from the database as it went in", async () => {
  await using history = await openTestHistory();
  await history.bots.add(bot());
  expect(await history.bots.find("echo")).toEqual(bot());
  expect(await history.bots.find("bot-1")).toEqual(bot());
  expect(await history.bots.list()).toEqual([bot()]);
});

test("a name that is taken is refused as a constraint, and free again once its bot is removed [F96]", async () => {
  await using history = await openTestHistory();
  await history.bots.add(bot());
  await expect(history.bots.add(bot({ id: "bot-2" }))).rejects.toMatchObject({
    name: "StoreError",
    fault: "constraint",
  });
  await history.bots.remove("bot-1", 9);
  await history.bots.add(bot({ id: "bot-2" }));
  expect((await history.bots.find("echo"))?.id).toBe("bot-2");
  expect(await history.bots.find("bot-1")).toEqual(bot({ removedAt: 9 }));
  expect(await history.bots.list()).toHaveLength(1);
});

test("a bot named like another bot's id does not hide it", async () => {
  await using history = await openTestHistory();
  await history.bots.add(bot());
  await history.bots.add(bot({ id: "bot-2", name: "bot-1" }));
  expect((await history.bots.find("bot-1"))?.id).toBe("bot-1");
});

test("what a bot hears can be set again", async () => {
  await using history = await openTestHistory();
  await history.bots.add(bot());
  await history.bots.setHears("bot-1", []);
  expect((await history.bots.find("echo"))?.hears).toEqual([]);
});

test("removing a bot revokes its keys and nobody else's [F99]", async () => {
  await using history = await openTestHistory();
  await history.bots.add(bot());
  await history.keys.add(key({ id: "of-bot", kind: "bot", botId: "bot-1", scopes: [] }), "hash-of-bot");
  await history.keys.add(key(), "hash");
  await history.bots.remove("bot-1", 9);
  expect(await history.keys.use("hash-of-bot", 10)).toBeNull();
  expect(await history.keys.use("hash", 10)).toEqual(key({ lastUsedAt: 10 }));
});

test("a key's use is noted at most once a minute [F246]", async () => {
  await using history = await openTestHistory();
  await history.keys.add(key(), "hash");
  await history.keys.use("hash", 100_000);
  await history.keys.use("hash", 159_999);
  expect(await history.keys.list()).toEqual([key({ lastUsedAt: 100_000 })]);
  await history.keys.use("hash", 160_000);
  expect(await history.keys.list()).toEqual([key({ lastUsedAt: 160_000 })]);
});

test("a revoked key is of no use, and is revoked once [F246]", async () => {
  await using history = await openTestHistory();
  await history.keys.add(key(), "hash");
  expect(await history.keys.revoke("key-1", 7)).toBe(true);
  expect(await history.keys.revoke("key-1", 8)).toBe(false);
  expect(await history.keys.revoke("nobody", 8)).toBe(false);
  expect(await history.keys.use("hash", 9)).toBeNull();
  expect(await history.keys.list()).toEqual([key({ revokedAt: 7 })]);
});

test("an audit entry keeps who, what and when", async () => {
  await using history = await openTestHistory();
  await history.audit.add({ actor: "key:1", action: "test", details: { rows: 3 }, createdAt: 4 });
  expect(await history.auditRows()).toEqual([{ actor: "key:1", action: "test", details: { rows: 3 } }]);
});

test("a database that is gone is unavailable, not a crash", async () => {
  await using history = await openTestHistory();
  await history.knex.schema.dropTable("api_keys");
  await expect(history.keys.list()).rejects.toMatchObject({ name: "StoreError", fault: "unavailable" });
});
