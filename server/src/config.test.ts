import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ConfigError, loadConfig } from "./config.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "natter-config-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function fileWith(name: string, text: string): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, text);
  return file;
}

async function faultsOf(env: NodeJS.ProcessEnv, file?: string): Promise<readonly string[]> {
  try {
    await loadConfig({ env, file });
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  throw new Error("the configuration was accepted");
}

test("without anything set the defaults hold, and nobody can change them", async () => {
  const config = await loadConfig({ env: {} });
  expect(config).toMatchObject({
    host: "127.0.0.1",
    port: 8080,
    database: ".natter/natter.sqlite",
    secret: null,
    logLevel: "info",
    roomsEnabled: false,
    trustProxy: false,
    drainTimeoutMs: 8000,
    heartbeatMs: 10_000,
    botRequestTimeoutMs: 300_000,
    maxQueuedWrites: 8192,
    exportPageRows: 500,
  });
  expect(config.origins).toContain("http://localhost:*");
  expect(Object.isFrozen(config)).toBe(true);
});

test("variables are read by their type, and an empty one counts as unset", async () => {
  const config = await loadConfig({
    env: {
      NATTER_PORT: "0",
      NATTER_ROOMS_ENABLED: "TRUE",
      NATTER_TRUST_PROXY: "0",
      NATTER_ORIGINS: "https://a.test, https://*.b.test,",
      NATTER_HOST: "",
    },
  });
  expect(config).toMatchObject({
    port: 0,
    roomsEnabled: true,
    trustProxy: false,
    origins: ["https://a.test", "https://*.b.test"],
    host: "127.0.0.1",
  });
});

test("a variable wins over the file, and the file over the default [F67]", async () => {
  const file = await fileWith("a.json", JSON.stringify({ port: 1111, host: "0.0.0.0", origins: ["*"] }));
  expect(await loadConfig({ env: { NATTER_PORT: "2222" }, file })).toMatchObject({
    port: 2222,
    host: "0.0.0.0",
    origins: ["*"],
    logLevel: "info",
  });
  expect(await loadConfig({ env: { NATTER_CONFIG: file } })).toMatchObject({ port: 1111 });
});

test("the file may be a module, and its paths start from where it is", async () => {
  const file = await fileWith("b.mjs", 'export default { database: "data/chat.sqlite", port: 1 + 1 };');
  expect(await loadConfig({ env: {}, file })).toMatchObject({
    port: 2,
    database: path.join(folder, "data/chat.sqlite"),
  });
});

test("every fault is told at once, with its source, the value and the remedy [F67]", async () => {
  const file = await fileWith("c.json", JSON.stringify({ heartbeatMs: "fast", prot: 1, logLevel: "loud" }));
  const faults = await faultsOf(
    { NATTER_PORT: "abc", NATTER_ORIGINS: "https://ok.test,example.com", NATTER_ROOMS_ENABLED: "maybe" },
    file,
  );
  const has = (...parts: string[]) =>
    expect(faults.filter((fault) => parts.every((part) => fault.includes(part)))).toHaveLength(1);
  has('NATTER_PORT is "abc"', "from 0 to 65535");
  has("NATTER_ORIGINS", '"example.com" is not an origin', "https://www.example.com");
  has('NATTER_ROOMS_ENABLED is "maybe"', "true or false");
  has(`heartbeatMs in ${file} is "fast"`, "whole number from 50");
  has(`logLevel in ${file} is "loud"`, "must be one of trace");
  has(`prot in ${file} is no setting`, "did you mean port?");
  expect(faults).toHaveLength(6);
});

test("the database is a file or a PostgreSQL URL, by its own variable or else by DATABASE_URL", async () => {
  const url = "postgres://natter:pass@db.test:5432/natter?sslmode=require";
  expect(await loadConfig({ env: { DATABASE_URL: url } })).toMatchObject({ database: url });
  expect(await loadConfig({ env: { NATTER_DATABASE: "a.sqlite", DATABASE_URL: url } })).toMatchObject({
    database: "a.sqlite",
  });
  const file = await fileWith("url.json", JSON.stringify({ database: url }));
  expect(await loadConfig({ env: {}, file })).toMatchObject({ database: url });
  const [fault] = await faultsOf({ DATABASE_URL: "mysql://root:hunter2@db.test/natter" });
  expect(fault).toContain("DATABASE_URL is");
  expect(fault).toContain("postgres://user:password@host:5432/database");
  expect(fault).not.toContain("hunter2");
});

test("a faulty secret is not shown [F67]", async () => {
  const faults = await faultsOf({ NATTER_SECRET: "hunter2" });
  expect(faults.join()).toContain(
    "NATTER_SECRET is not shown, 7 characters: must have at least 32 characters",
  );
  expect(faults.join()).not.toContain("hunter2");
  const file = await fileWith("secret.json", '{"secret": "hunter2",}');
  expect((await faultsOf({}, file)).join()).not.toContain("hunter2");
});

test("an unknown variable is told of with a suggestion, and others' variables are not", async () => {
  const warnings: string[] = [];
  await loadConfig({
    env: {
      NATTER_PROT: "1",
      NATTER_URL: "x",
      NATTER_BOT_KEY: "x",
      NATTER_SERVICE_HOST: "10.0.0.1",
      NATTER_PORT_80_TCP: "tcp://10.0.0.1:80",
      NATTER_COMPLETELY_ELSE: "x",
    },
    warn: (warning) => warnings.push(warning),
  });
  expect(warnings).toEqual([
    "NATTER_PROT is no setting and is ignored; did you mean NATTER_PORT?",
    "NATTER_COMPLETELY_ELSE is no setting and is ignored",
  ]);
});

test("the port that Kubernetes sets for a service of that name is explained", async () => {
  expect((await faultsOf({ NATTER_PORT: "tcp://10.0.0.1:80" })).join()).toContain(
    "enableServiceLinks: false",
  );
});

test("a folder of the widget that is not there is told at once [F67]", async () => {
  const [fault] = await faultsOf({ NATTER_WIDGET_DIRECTORY: path.join(folder, "nowhere") });
  expect(fault).toMatch(/^NATTER_WIDGET_DIRECTORY is ".*nowhere": there is no such folder; leave it out/u);
  const config = await loadConfig({ env: { NATTER_WIDGET_DIRECTORY: folder } });
  expect(config.widgetDirectory).toBe(folder);
});

test("in production not every site is let in [F105]", async () => {
  const env = { NODE_ENV: "production", NATTER_ORIGINS: "*" };
  expect((await faultsOf(env)).join()).toContain("list the sites that embed the widget");
  expect(await loadConfig({ env: { NATTER_ORIGINS: "*" } })).toMatchObject({ origins: ["*"] });
});

test("a file that is missing, broken, empty or of another kind is named", async () => {
  for (const file of [
    path.join(folder, "missing.json"),
    path.join(folder, "missing.mjs"),
    await fileWith("d.json", "[]"),
    await fileWith("e.json", "{"),
    await fileWith("f.mjs", "export const port = 1;"),
    await fileWith("g.mjs", "throw new Error('no');"),
    await fileWith("h.yaml", "port: 1"),
  ]) {
    const faults = await faultsOf({}, file);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(file);
  }
});
