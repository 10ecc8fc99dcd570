import { afterEach, beforeEach, expect, test } from "vitest";
import { authenticateAdmin, authenticateBot } from "../keys.js";
import { TestCli } from "./testing/test-cli.js";

let cli: TestCli;
let natter: TestCli["natter"];
let withStore: TestCli["withStore"];
beforeEach(async () => {
  cli = await TestCli.open();
  ({ natter, withStore } = cli);
});
afterEach(() => cli[Symbol.asyncDispose]());

test("a bot is added with a key that is shown once and works [F36] [F246]", async () => {
  const added = await natter("bots", "add", "echo", "--description", "Says it again", "--required");
  expect(added).toMatchObject({ code: 0, err: "" });
  expect(added.out).toContain("shown only now");
  const key = /NATTER_BOT_KEY=(\S+)/u.exec(added.out)?.[1] ?? "";
  await withStore(async (store) => {
    expect(await authenticateBot(store, key)).toMatchObject({ actor: { botName: "echo" } });
    expect(await store.bots.find("echo")).toMatchObject({ description: "Says it again", isRequired: true });
  });
  const listed = await natter("bots", "list");
  expect(listed.out).toMatch(
    /^NAME +ID +ROLE +REQUIRED +ADDED +WEBHOOK +DESCRIPTION\necho +\S+ +bot +yes +.*Z +- +Says it again\n$/u,
  );
  expect(listed.out).not.toContain(key);
});

test("a server has one manager; a second is refused with the way out [F28] [F43]", async () => {
  expect(await natter("bots", "add", "boss", "--manager")).toMatchObject({ code: 0, err: "" });
  const second = await natter("bots", "add", "chief", "--manager");
  expect(second.code).not.toBe(0);
  expect(second.err).toContain("has a manager already, boss");
  expect(second.err).toContain("natter bots remove boss");
  expect(JSON.parse((await natter("bots", "list", "--json")).out)).toMatchObject([
    { name: "boss", isManager: true },
  ]);
  expect((await natter("bots", "list")).out).toMatch(/\nboss +\S+ +manager +no /u);
  await natter("bots", "remove", "boss");
  expect(await natter("bots", "add", "chief", "--manager")).toMatchObject({ code: 0 });
});

test("with --json a script gets one object", async () => {
  const bot = JSON.parse((await natter("bots", "add", "echo", "--json")).out);
  expect(bot).toEqual({ id: expect.any(String), name: "echo", key: expect.stringMatching(/^natter_bot_/u) });
  expect(JSON.parse((await natter("bots", "list", "--json")).out)).toMatchObject([
    { id: bot.id, name: "echo" },
  ]);
  const key = JSON.parse((await natter("keys", "add", "ops", "--json")).out);
  expect(key).toMatchObject({
    name: "ops",
    scopes: ["requests:read"],
    key: expect.stringMatching(/^natter_admin_/u),
  });
});

test("what the widget shows of a bot is set with it or later, and never its secrets [F100] [F105]", async () => {
  await natter("bots", "add", "menu", "--title", "The kitchen", "--prompt", "Soup?", "--prompt", "Fish?");
  const set = await natter(
    "bots",
    "set",
    "menu",
    "--welcome",
    "Hungry?",
    "--accent",
    "#2563eb",
    "--no-voice",
  );
  expect(set).toMatchObject({ code: 0, err: "" });
  expect(set.out).toContain('title: "The kitchen"');
  await natter("bots", "set", "menu", "--title", "", "--origin", "https://www.example.com");
  await withStore(async (store) => {
    expect((await store.bots.find("menu"))?.settings).toEqual({
      prompts: ["Soup?", "Fish?"],
      welcome: "Hungry?",
      accent: "#2563eb",
      voice: false,
      origins: ["https://www.example.com"],
    });
  });
  expect(await natter("bots", "set", "menu", "--accent", "url(x)")).toMatchObject({
    code: 1,
    err: expect.stringContaining("accent must be a CSS colour"),
  });
  expect((await natter("bots", "set", "menu", "--system-prompt", "x")).code).toBe(1);
  expect((await natter("bots", "set", "nobody", "--title", "x")).err).toContain("There is no bot nobody");
});

test("a bot's name that is taken or cannot be one is refused with the remedy [F36]", async () => {
  await natter("bots", "add", "echo");
  expect(await natter("bots", "add", "echo")).toMatchObject({
    code: 1,
    err: expect.stringContaining("natter bots key echo"),
  });
  for (const name of ["", "a b", "../x", "x".repeat(51), "01a1f8b4-9ecf-72af-994f-bfe5b0d10141", "<b>"]) {
    const { code, err } = await natter("bots", "add", name);
    expect([code, err], name).toEqual([1, expect.stringContaining("cannot name a bot")]);
  }
});

test("a bot's key is rotated by making another and revoking the first [F99] [F246]", async () => {
  const first = JSON.parse((await natter("bots", "add", "echo", "--json")).out);
  const second = JSON.parse((await natter("bots", "key", "echo", "--json")).out);
  expect(second).toMatchObject({ id: first.id, name: "echo" });
  const [older] = JSON.parse((await natter("keys", "list", "--json")).out);
  await natter("keys", "revoke", older.id);
  await withStore(async (store) => {
    await expect(authenticateBot(store, first.key)).rejects.toThrow("revoked");
    expect(await authenticateBot(store, second.key)).toMatchObject({ actor: { botId: first.id } });
  });
});

test("a removed bot is gone from the list and its key is worth nothing [F96] [F99]", async () => {
  const { key } = JSON.parse((await natter("bots", "add", "echo", "--json")).out);
  expect(await natter("bots", "remove", "ecko")).toMatchObject({
    code: 1,
    err: "natter: There is no bot ecko; did you mean echo?\n",
  });
  expect((await natter("bots", "remove", "echo")).code).toBe(0);
  expect((await natter("bots", "list")).out).toContain("natter bots add");
  await withStore((store) => expect(authenticateBot(store, key)).rejects.toThrow("revoked"));
});

test("an administrator's key is made, listed without itself, and revoked [F246]", async () => {
  const { id, key } = JSON.parse(
    (await natter("keys", "add", "ops", "--scope", "requests:read", "--json")).out,
  );
  await withStore((store) => authenticateAdmin(store, `Bearer ${key}`, "requests:read"));
  const listed = await natter("keys", "list");
  expect(listed.out).toContain(id);
  expect(listed.out).not.toContain(key);
  expect((await natter("keys", "revoke", id)).code).toBe(0);
  expect(await natter("keys", "revoke", id)).toMatchObject({
    code: 1,
    err: expect.stringContaining("no key"),
  });
});

test("a bot behind a webhook also shows its signing secret, once, and the server finds its address [F209]", async () => {
  const added = await natter("bots", "add", "hook", "--webhook", "https://bot.example.com/natter");
  const secret = /NATTER_WEBHOOK_SECRET=(natter_webhook_\S+)/u.exec(added.out)?.[1] ?? "";
  await withStore(async (store) => {
    expect(await store.webhooks.list()).toMatchObject([
      { botName: "hook", url: "https://bot.example.com/natter", secret },
    ]);
  });
  const faulty = await natter("bots", "add", "other", "--webhook", "bot.example.com");
  expect(faulty).toMatchObject({ code: 1 });
  expect(faulty.err).toContain("is no absolute http:// or https:// URL; write it like https://");
});

test("a bot's webhook is shown, moved, signed anew and taken away [F209]", async () => {
  await natter("bots", "add", "hook", "--webhook", "https://old.example.com/natter");
  const stored = () => withStore((store) => store.webhooks.list());
  const [before] = await stored();
  expect((await natter("bots", "list")).out).toContain("https://old.example.com/natter");
  const moved = await natter("bots", "set", "hook", "--webhook", "https://new.example.com/natter");
  expect(moved).toMatchObject({ code: 0, err: "" });
  expect(moved.out).toContain("webhook: https://new.example.com/natter");
  expect(await stored()).toMatchObject([{ url: "https://new.example.com/natter", secret: before?.secret }]);

  const rotated = await natter("bots", "set", "hook", "--webhook-secret");
  const secret = /NATTER_WEBHOOK_SECRET=(natter_webhook_\S+)/u.exec(rotated.out)?.[1];
  expect(secret).not.toBe(before?.secret);
  expect(await stored()).toMatchObject([{ url: "https://new.example.com/natter", secret }]);
  const own = "x".repeat(32);
  expect((await natter("bots", "set", "hook", "--webhook-secret", own)).out).not.toContain(own);
  expect(await stored()).toMatchObject([{ secret: own }]);
  expect(await natter("bots", "set", "hook", "--webhook-secret", "guess me")).toMatchObject({
    code: 1,
    err: expect.stringContaining("32 to 200"),
  });

  const shown = await natter("bots", "show", "hook");
  expect(shown.out).toMatch(/^hook\n {2}id: [\s\S]*webhook: https:\/\/new.*[\s\S]*key: \S+, made /u);
  expect(shown.out).not.toContain(own);
  expect((await natter("bots", "set", "hook", "--no-webhook")).out).toContain("none: it connects by itself");
  expect(await stored()).toEqual([]);
  expect(JSON.parse((await natter("bots", "show", "hook", "--json")).out)).toMatchObject({ webhook: null });
  expect((await natter("bots", "set", "hook", "--webhook-secret")).err).toContain("has no webhook");
});

test("what a bot does, and whether it is required, is changed later, too [F36]", async () => {
  await natter("bots", "add", "echo", "--description", "Says it again");
  expect((await natter("bots", "set", "echo", "--required")).out).toMatch(
    /required: yes[\s\S]*description: Says it again/u,
  );
  expect((await natter("bots", "set", "echo", "--description", "", "--no-required")).out).toMatch(
    /required: no[\s\S]*description: -/u,
  );
  expect((await natter("bots", "show", "ecko")).err).toContain("did you mean echo?");
});
