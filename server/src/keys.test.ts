import type { AdminScope } from "@natter/protocol";
import { expect, test } from "vitest";
import { authenticateAdmin, authenticateBot, hashKey, newKey } from "./keys.js";
import { openTestHistory, type TestHistory } from "./requests/testing/test-history.js";

async function addKey(
  history: TestHistory,
  kind: "bot" | "admin",
  botId: string | null,
  scopes: AdminScope[],
) {
  const key = newKey(kind);
  const entity = { id: `id-of-${kind}`, kind, botId, name: "test", scopes, createdAt: 1 };
  await history.keys.add({ ...entity, lastUsedAt: null, revokedAt: null }, hashKey(key));
  return key;
}

test("keys tell their kind, are never the same, and are stored as a hash [F246]", async () => {
  expect(newKey("bot")).toMatch(/^natter_bot_[\w-]{43}$/u);
  expect(newKey("admin")).toMatch(/^natter_admin_[\w-]{43}$/u);
  expect(newKey("bot")).not.toBe(newKey("bot"));
  await using history = await openTestHistory();
  const key = await addKey(history, "admin", null, []);
  const stored = JSON.stringify(await history.knex("api_keys"));
  expect(stored).toContain(hashKey(key));
  expect(stored).not.toContain(key);
});

test("a bot's key says which bot it is, and its use is noted [F99]", async () => {
  await using history = await openTestHistory();
  const botId = await history.addBot("echo");
  const key = await addKey(history, "bot", botId, []);
  expect(await authenticateBot(history, key, 77)).toEqual({
    actor: { kind: "bot", botId, botName: "echo" },
    keyId: expect.any(String),
  });
  expect((await history.keys.list())[0]?.lastUsedAt).toBe(77);
});

test("a malformed, unknown, revoked or foreign key is no bot's [F99]", async () => {
  await using history = await openTestHistory();
  const botId = await history.addBot("echo");
  const key = await addKey(history, "bot", botId, []);
  const adminKey = await addKey(history, "admin", null, ["requests:read"]);
  await history.keys.revoke("id-of-bot", 5);
  for (const bad of ["", "natter_bot_short", newKey("bot"), key, adminKey, `${key} `]) {
    await expect(authenticateBot(history, bad)).rejects.toMatchObject({
      code: "unauthorized",
      message: expect.stringContaining("natter bots add"),
    });
  }
});

test("a removed bot's key is worth nothing", async () => {
  await using history = await openTestHistory();
  const botId = await history.addBot("echo");
  const key = await addKey(history, "bot", botId, []);
  await history.bots.remove(botId, 5);
  await expect(authenticateBot(history, key)).rejects.toMatchObject({ code: "unauthorized" });
});

test("an administrator's key needs the scope, and the refusal names it [F246]", async () => {
  await using history = await openTestHistory();
  const key = await addKey(history, "admin", null, ["requests:read"]);
  expect(await authenticateAdmin(history, `Bearer ${key}`, "requests:read")).toEqual({
    kind: "admin",
    keyId: "id-of-admin",
    scopes: ["requests:read"],
  });
  // A scope that this version does not know yet.
  const other = "future:write" as AdminScope;
  await expect(authenticateAdmin(history, `Bearer ${key}`, other)).rejects.toMatchObject({
    code: "forbidden",
    message: expect.stringContaining("future:write"),
  });
});

test("without a good administrator's key nobody is one", async () => {
  await using history = await openTestHistory();
  const botId = await history.addBot("echo");
  const botKey = await addKey(history, "bot", botId, []);
  for (const header of [
    undefined,
    "",
    "Bearer",
    `Bearer ${newKey("admin")}`,
    `Bearer ${botKey}`,
    "Basic eDp5",
  ]) {
    await expect(authenticateAdmin(history, header, "requests:read")).rejects.toMatchObject({
      code: "unauthorized",
      message: expect.stringContaining("natter keys add"),
    });
  }
});
