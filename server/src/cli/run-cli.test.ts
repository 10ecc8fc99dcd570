import { once } from "node:events";
import { readdir, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openStore } from "../store/open-store.js";
import { TestCli } from "./testing/test-cli.js";

let cli: TestCli;
let natter: TestCli["natter"];
beforeEach(async () => {
  cli = await TestCli.open();
  ({ natter } = cli);
});
afterEach(() => cli[Symbol.asyncDispose]());

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
  cli.env.NATTER_PORT = "http";
  cli.env.NATTER_ORIGINS = "example.com";
  const { code, err } = await natter("serve");
  expect(code).toBe(1);
  expect(err).toMatch(/NATTER_PORT is "http"[\s\S]*NATTER_ORIGINS/u);
  expect(err).not.toMatch(/^ +at /mu);
});

test("a command says which database it works on, and whether it made it", async () => {
  const file = cli.env.NATTER_DATABASE ?? "";
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
  cli.env.NATTER_DATABASE = path.relative(process.cwd(), file);
  expect((await natter("bots", "list")).remark).toBe(`natter: the database is ${file}\n`);
});

test("settings may come from the file that --config names", async () => {
  const file = path.join(cli.folder, "natter.json");
  await writeFile(file, JSON.stringify({ database: "other.sqlite" }));
  delete cli.env.NATTER_DATABASE;
  expect((await natter("bots", "list", "--config", file)).code).toBe(0);
  expect(await readdir(cli.folder)).toContain("other.sqlite");
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
  cli.env.NATTER_PORT = String((other.address() as AddressInfo).port);
  const { code, err } = await natter("serve");
  other.close();
  expect([code, err]).toEqual([1, expect.stringContaining("NATTER_PORT")]);
});

test("a database that cannot be opened is told with the remedy", async () => {
  cli.env.NATTER_DATABASE = cli.folder;
  const { code, err } = await natter("bots", "list");
  expect([code, err]).toEqual([1, expect.stringContaining("NATTER_DATABASE")]);
});

test("a second server on the same file is refused with the remedy, while commands work beside the first", async () => {
  const server = await openStore(cli.env.NATTER_DATABASE ?? "", { isServer: true });
  expect(await natter("serve")).toMatchObject({
    code: 1,
    err: expect.stringMatching(/Another server runs on .*NATTER_DATABASE/u),
  });
  expect((await natter("bots", "add", "echo")).code).toBe(0);
  expect((await server.bots.list()).map(({ name }) => name)).toEqual(["echo"]);
  await server.close();
});

test("a PostgreSQL that does not answer is told with the remedy, and without the password", async () => {
  cli.env.NATTER_DATABASE = "postgres://natter:hunter2@127.0.0.1:1/natter";
  const { code, err } = await natter("bots", "list");
  expect([code, err]).toEqual([1, expect.stringContaining("DATABASE_URL")]);
  expect(err).not.toContain("hunter2");
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
