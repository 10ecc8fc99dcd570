import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { resolveSecret as resolve } from "./secret.js";

const noMeta = { keep: () => Promise.reject(new Error("a secret beside a file stays out of it")) };
const resolveSecret = (config: { secret: string | null; database: string }) => resolve(config, noMeta);

async function newDatabase(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "natter-secret-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return path.join(folder, "data", "natter.sqlite");
}

test("a secret that is configured is used, and no file is made", async () => {
  const database = await newDatabase();
  expect(await resolveSecret({ secret: "given", database })).toBe("given");
  await expect(readdir(path.dirname(database))).rejects.toThrow("ENOENT");
});

test("without one, processes that start together make one secret, for their owner's eyes only", async () => {
  const database = await newDatabase();
  const secrets = await Promise.all(
    Array.from({ length: 8 }, () => resolveSecret({ secret: null, database })),
  );
  expect(new Set(secrets).size).toBe(1);
  expect(secrets[0]).toMatch(/^[\w-]{43}$/u);
  expect(await readdir(path.dirname(database))).toEqual(["natter.sqlite.secret"]);
  expect((await stat(`${database}.secret`)).mode & 0o777).toBe(0o600);
  expect(await resolveSecret({ secret: null, database })).toBe(secrets[0]);
});

test("a secret file that was cut short is refused with the remedy", async () => {
  const database = await newDatabase();
  await resolveSecret({ secret: null, database });
  await writeFile(`${database}.secret`, "short");
  await expect(resolveSecret({ secret: null, database })).rejects.toThrow("delete it");
});

test("with PostgreSQL all nodes get the one that the database keeps", async () => {
  const kept = new Map<string, string>();
  const meta = {
    keep: async (name: string, value: string) => kept.get(name) ?? kept.set(name, value).get(name) ?? "",
  };
  const config = { secret: null, database: "postgres://127.0.0.1/natter" };
  const secret = await resolve(config, meta);
  expect(secret).toMatch(/^[\w-]{43}$/u);
  expect(await resolve(config, meta)).toBe(secret);
});
