import type { RegisteredBot, RegisteredKey } from "@natter/protocol";
import { expect, test, vi } from "vitest";
import { authenticateAdmin, authenticateBot } from "../../keys.js";
import { openTestApp, type TestApp } from "../testing/test-app.js";

interface Answered {
  bot: RegisteredBot;
  bots: RegisteredBot[];
  keys: RegisteredKey[];
  keyId: string;
  key: string;
  webhookSecret: string | null;
  code: string;
  errors: { field: string }[];
}

async function open(app: TestApp, scopes: Parameters<TestApp["addAdminKey"]>[0]) {
  const token = await app.addAdminKey(scopes);
  return async (method: string, path: string, body?: unknown) => {
    const response = await app.call(method, `/admin${path}`, { token, body });
    // Each case says what it expects of the body.
    return { status: response.status, ...((await response.json()) as Answered) };
  };
}

test("a bot is added with a key that works and is shown once, changed, and removed with its keys [F99] [F246]", async () => {
  await using app = await openTestApp();
  const call = await open(app, ["bots:write", "keys:write"]);
  const audit = vi.spyOn(app.test.store.audit, "add");
  const added = await call("POST", "/bots", {
    name: "weather",
    description: " Tells it ",
    isRequired: true,
    settings: { title: "Weather" },
  });
  expect(added).toMatchObject({
    status: 201,
    bot: {
      name: "weather",
      description: "Tells it",
      isRequired: true,
      isManager: false,
      settings: { title: "Weather" },
    },
  });
  const { store } = app.test;
  expect((await authenticateBot(store, added.key)).actor.botName).toBe("weather");

  const path = `/bots/${added.bot.id}`;
  const second = await call("POST", `${path}/keys`);
  expect(second.status).toBe(201);
  expect((await authenticateBot(store, second.key)).keyId).toBe(second.keyId);
  const settings = { welcome: "Sun or rain?", origins: ["https://www.example.com"] };
  const set = await call("PATCH", path, { settings });
  expect(set.bot).toEqual({ ...added.bot, settings });
  expect((await call("GET", "/bots")).bots).toEqual([set.bot]);
  const config = await app.call("GET", "/config?bot=weather");
  expect(await config.json()).toMatchObject({ title: null, welcome: "Sun or rain?" });

  expect((await call("DELETE", path)).status).toBe(200);
  for (const { key } of [added, second])
    await expect(authenticateBot(store, key)).rejects.toMatchObject({ code: "unauthorized" });
  for (const [method, of, body] of [
    ["DELETE", path],
    ["PATCH", path, { settings }],
    ["POST", `${path}/keys`],
    ["DELETE", "/bots/weather"],
  ] as const)
    expect((await call(method, of, body)).status, `${method} ${of}`).toBe(404);
  expect((await call("GET", "/bots")).bots).toEqual([]);
  expect(audit.mock.calls.map(([{ action }]) => action)).toEqual([
    "bots.add",
    "keys.add",
    "bots.set",
    "bots.remove",
  ]);
  // What the audit keeps opens nothing.
  for (const { key } of [added, second]) expect(JSON.stringify(audit.mock.calls)).not.toContain(key);
});

test("a bot is changed field by field: what is not named stays [F99] [F209]", async () => {
  await using app = await openTestApp();
  const call = await open(app, ["bots:write"]);
  const { store } = app.test;
  const secretKept = async () => (await store.webhooks.list())[0]?.secret;
  const url = "https://bot.example.com/natter";
  const added = await call("POST", "/bots", { name: "hook", description: "Hooks", webhookUrl: url });
  expect(added.bot.webhookUrl).toBe(url);
  expect(added.webhookSecret).toMatch(/^natter_webhook_/u);
  expect(added.webhookSecret).toBe(await secretKept());

  const path = `/bots/${added.bot.id}`;
  const set = (body: object) => call("PATCH", path, body);
  expect((await set({ isRequired: true })).bot).toEqual({ ...added.bot, isRequired: true });
  const moved = await set({ webhookUrl: "https://new.example.com/natter", description: "" });
  expect(moved.bot).toMatchObject({ description: null, webhookUrl: "https://new.example.com/natter" });
  expect(moved.webhookSecret).toBeNull();
  expect(await secretKept()).toBe(added.webhookSecret);
  const rotated = await set({ rotateWebhookSecret: true });
  expect(rotated.webhookSecret).not.toBe(added.webhookSecret);
  expect(rotated.webhookSecret).toBe(await secretKept());
  const taken = await set({ webhookUrl: null });
  expect(taken).toMatchObject({ webhookSecret: null, bot: { webhookUrl: null, isRequired: true } });
  expect(await store.webhooks.list()).toEqual([]);
  expect((await call("GET", "/bots")).bots).toEqual([taken.bot]);

  for (const [body, field] of [
    [{ rotateWebhookSecret: true }, "rotateWebhookSecret"],
    [{ webhookUrl: "bot.example.com" }, "webhookUrl"],
    [{ webhookUrl: "https://me:secret@bot.example.com" }, "webhookUrl"],
  ] as const)
    expect(await set(body), JSON.stringify(body)).toMatchObject({ status: 400, errors: [{ field }] });
});

test("a name that is taken, a second manager and wrong settings are refused by name [F36] [F105]", async () => {
  await using app = await openTestApp();
  const call = await open(app, ["bots:write"]);
  const { bot } = await call("POST", "/bots", { name: "boss", isManager: true });
  expect(await call("POST", "/bots", { name: "boss" })).toMatchObject({ status: 409, code: "conflict" });
  expect(await call("POST", "/bots", { name: "chief", isManager: true })).toMatchObject({
    status: 409,
    detail: expect.stringContaining("boss"),
  });
  for (const [body, field] of [
    [{ name: "a b" }, "name"],
    [{ name: "01a1f8b4-9ecf-72af-994f-bfe5b0d10141" }, "name"],
    [{ name: "x", isRequired: "yes" }, "isRequired"],
    [{ name: "x", settings: { accent: "url(x)" } }, "settings.accent"],
    [{ name: "x", settings: { systemPrompt: "be kind" } }, "settings.systemPrompt"],
    [{ name: "x", settings: { origins: ["https://a.example", "a.example/x"] } }, "settings.origins.1"],
  ] as const)
    expect((await call("POST", "/bots", body)).errors, JSON.stringify(body)).toMatchObject([{ field }]);
  const wrong = await call("PATCH", `/bots/${bot.id}`, { settings: { origins: ["example"] } });
  expect(wrong.errors).toMatchObject([{ field: "settings.origins.0" }]);
  expect((await call("GET", "/bots")).bots).toEqual([bot]);
});

test("a key makes keys for no more than it is for itself, lists them without themselves, and revokes [F246]", async () => {
  await using app = await openTestApp();
  const call = await open(app, ["keys:write", "requests:read"]);
  const made = await call("POST", "/keys", { name: "desk", scopes: ["requests:read", "requests:read"] });
  expect(made.status).toBe(201);
  const { store } = app.test;
  await authenticateAdmin(store, `Bearer ${made.key}`, "requests:read");
  expect(
    await call("POST", "/keys", { name: "more", scopes: ["requests:read", "bots:write"] }),
  ).toMatchObject({ status: 403, detail: expect.stringContaining("bots:write") });
  for (const [body, field] of [
    [{ name: " ", scopes: ["requests:read"] }, "name"],
    [{ name: "x", scopes: [] }, "scopes"],
    [{ name: "x", scopes: ["everything"] }, "scopes.0"],
  ] as const)
    expect((await call("POST", "/keys", body)).errors, JSON.stringify(body)).toMatchObject([{ field }]);

  const listed = await call("GET", "/keys");
  expect(listed.keys.find(({ id }) => id === made.keyId)).toMatchObject({
    kind: "admin",
    name: "desk",
    scopes: ["requests:read"],
    revokedAt: null,
  });
  expect(JSON.stringify(listed)).not.toContain(made.key);
  expect((await call("DELETE", `/keys/${made.keyId}`)).status).toBe(200);
  expect((await call("DELETE", `/keys/${made.keyId}`)).status).toBe(404);
  await expect(authenticateAdmin(store, `Bearer ${made.key}`, "requests:read")).rejects.toMatchObject({
    code: "unauthorized",
  });
});
