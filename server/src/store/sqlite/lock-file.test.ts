import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { lockFile } from "./lock-file.js";
import { openSqliteStore } from "./open.js";

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "natter-lock-"));
  file = path.join(folder, "test.sqlite");
});
afterEach(() => rm(folder, { recursive: true }));

const refusal = {
  name: "StoreError",
  fault: "unavailable",
  message: expect.stringMatching(/Another server runs on .*NATTER_DATABASE/u),
};

test("a second server on the same file is refused with the remedy, and let in when the first has closed", async () => {
  const first = await openSqliteStore(file, { isServer: true });
  await expect(openSqliteStore(file, { isServer: true })).rejects.toMatchObject(refusal);
  await first.close();
  await (await openSqliteStore(file, { isServer: true })).close();
});

test("whoever works beside a server asks for no lock", async () => {
  const server = await openSqliteStore(file, { isServer: true });
  const command = await openSqliteStore(file);
  expect(await command.bots.list()).toEqual([]);
  await command.close();
  await server.close();
});

test("a lock ends with its process, however that ends", async () => {
  const holder = spawn(process.execPath, ["-e", holdForEver], {
    env: { ...process.env, SQLITE3: createRequire(import.meta.url).resolve("sqlite3"), LOCK: `${file}.lock` },
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(holder.stdout, "data");
  await expect(lockFile(file)).rejects.toMatchObject(refusal);
  holder.kill("SIGKILL");
  await once(holder, "exit");
  await using lock = await lockFile(file);
  expect(lock).toBeDefined();
});

/** What `lockFile` does, in a process that can be killed without a build. */
const holdForEver = `
  const { Database } = require(process.env.SQLITE3);
  const database = new Database(process.env.LOCK, () => {
    database.exec("begin exclusive", (error) => console.log(error ?? "locked"));
  });
  setInterval(() => database, 1000);
`;
