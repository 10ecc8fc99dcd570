import { once } from "node:events";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { authenticateAdmin, authenticateBot } from "../keys.js";
import { openStore } from "../store/open-store.js";
import { runCli } from "./run-cli.js";

let folder: string;
let env: Record<string, string>;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "natter-cli-"));
  env = {
    NATTER_DATABASE: path.join(folder, "data", "test.sqlite"),
    NATTER_PORT: "0",
    NATTER_LOG_LEVEL: "silent",
  };
});
afterEach(() => rm(folder, { recursive: true }));

async function natter(...args: string[]) {
  let out = "";
  let err = "";
  const code = await runCli(args, {
    env,
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    stopped: () => Promise.resolve("SIGTERM"),
  });
  // Which database it was, before what else is remarked.
  const [, remark = "", rest = ""] =
    /^(natter: (?:the database is|made a new database).*\n)?([\s\S]*)$/u.exec(err) ?? [];
  return { code, out, err: rest, remark };
}

async function withStore<T>(use: (store: Awaited<ReturnType<typeof openStore>>) => Promise<T>): Promise<T> {
  const store = await openStore(env.NATTER_DATABASE ?? "");
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

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

test("an unknown scope, command or option fails with what is right", async () => {
  expect(await natter("keys", "add", "ops", "--scope", "everything")).toMatchObject({
    code: 1,
    err: expect.stringContaining("requests:read"),
  });
  expect((await natter("bot")).err).toContain("Did you mean bots?");
  expect((await natter("bots", "add")).code).toBe(1);
  expect((await natter("serve", "--prot", "1")).code).toBe(1);
});

test("help and version are answers, not failures", async () => {
  expect(await natter("--help")).toMatchObject({ code: 0, out: expect.stringContaining("serve") });
  expect(await natter("--version")).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/u),
  });
});

test("a faulty configuration fails with every fault and no stack [F67]", async () => {
  env.NATTER_PORT = "http";
  env.NATTER_ORIGINS = "example.com";
  const { code, err } = await natter("serve");
  expect(code).toBe(1);
  expect(err).toMatch(/NATTER_PORT is "http"[\s\S]*NATTER_ORIGINS/u);
  expect(err).not.toMatch(/^ +at /mu);
});

test("a command says which database it works on, and whether it made it", async () => {
  const file = env.NATTER_DATABASE ?? "";
  const first = await natter("bots", "add", "echo", "--json");
  expect(first.remark).toContain(`made a new database, ${file}`);
  expect(first.remark).toContain("NATTER_DATABASE");
  expect(JSON.parse(first.out)).toMatchObject({ name: "echo" });
  for (const args of [
    ["bots", "list"],
    ["keys", "add", "ops"],
    ["migrate", "status"],
  ])
    expect((await natter(...args)).remark, args.join(" ")).toBe(`natter: the database is ${file}\n`);
  // Also where the name in the settings depends on the folder.
  env.NATTER_DATABASE = path.relative(process.cwd(), file);
  expect((await natter("bots", "list")).remark).toBe(`natter: the database is ${file}\n`);
});

test("settings may come from the file that --config names", async () => {
  const file = path.join(folder, "natter.json");
  await writeFile(file, JSON.stringify({ database: "other.sqlite" }));
  delete env.NATTER_DATABASE;
  expect((await natter("bots", "list", "--config", file)).code).toBe(0);
  expect(await readdir(folder)).toContain("other.sqlite");
});

test("migrations run, show and go back, the last only when really meant", async () => {
  expect((await natter("migrate", "status")).out).toMatch(/^pending +0001-foundation\n/u);
  expect((await natter("migrate")).out).toContain("Ran 0001-foundation");
  expect((await natter("migrate", "up")).out).toContain("up to date");
  expect((await natter("migrate", "status")).out).toMatch(/^done +0001-foundation\n/u);
  expect(await natter("migrate", "down")).toMatchObject({ code: 1, err: expect.stringContaining("--yes") });
  expect((await natter("migrate", "down", "--yes")).out).toContain("Took back 00");
  expect((await natter("migrate", "status")).out).toMatch(/^pending/mu);
});

test("serving ends with 0 when it is asked to stop [F265]", async () => {
  expect(await natter("serve")).toEqual({ code: 0, out: "", err: "", remark: "" });
});

test("a port that is taken is told with the remedy", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  env.NATTER_PORT = String((other.address() as AddressInfo).port);
  const { code, err } = await natter("serve");
  other.close();
  expect([code, err]).toEqual([1, expect.stringContaining("NATTER_PORT")]);
});

test("a database that cannot be opened is told with the remedy", async () => {
  env.NATTER_DATABASE = folder;
  const { code, err } = await natter("bots", "list");
  expect([code, err]).toEqual([1, expect.stringContaining("NATTER_DATABASE")]);
});

test("a second server on the same file is refused with the remedy, while commands work beside the first", async () => {
  const server = await openStore(env.NATTER_DATABASE ?? "", { isServer: true });
  expect(await natter("serve")).toMatchObject({
    code: 1,
    err: expect.stringMatching(/Another server runs on .*NATTER_DATABASE/u),
  });
  expect((await natter("bots", "add", "echo")).code).toBe(0);
  expect((await server.bots.list()).map(({ name }) => name)).toEqual(["echo"]);
  await server.close();
});

test("a PostgreSQL that does not answer is told with the remedy, and without the password", async () => {
  env.NATTER_DATABASE = "postgres://natter:hunter2@127.0.0.1:1/natter";
  const { code, err } = await natter("bots", "list");
  expect([code, err]).toEqual([1, expect.stringContaining("DATABASE_URL")]);
  expect(err).not.toContain("hunter2");
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

test.each([
  [["frob"], "error: unknown command 'frob'\nSee natter --help\n"],
  [["bots", "add"], "error: missing required argument 'name'\nSee natter bots add --help\n"],
  [
    ["keys", "add", "desk", "--scope", "all"],
    /Allowed choices are requests:read, .*\nSee natter keys add --help\n$/u,
  ],
])("natter %j is told what is wrong, and where to read more", async (words, said) => {
  const { code, err } = await natter(...words);
  expect(code).toBe(1);
  expect(err.replaceAll("\n\n", "\n")).toEqual(typeof said === "string" ? said : expect.stringMatching(said));
});
