import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { createTestPostgres } from "../../testing/postgres.js";
import { describePostgres, testDatabases } from "../../testing/test-databases.js";
import { openStore } from "../open-store.js";
import { withSchema } from "../schema.js";
import { migrationSource } from "./index.js";

describe.each(testDatabases)("migrations on %s", (database) => {
  it("run, go back and run again", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "natter-migrations-"));
    const postgres = database === "postgres" ? await createTestPostgres() : undefined;
    const name = postgres?.url ?? path.join(folder, "test.sqlite");
    await withSchema(name, async (knex) => {
      await knex.migrate.latest({ migrationSource });
      expect(await knex.schema.hasTable("bot_requests")).toBe(true);
      await knex.migrate.rollback({ migrationSource }, true);
      for (const table of [
        "conversations",
        "participants",
        "messages",
        "bot_requests",
        "bots",
        "meta",
        "nodes",
      ]) {
        expect(await knex.schema.hasTable(table), table).toBe(false);
      }
    });
    const store = await openStore(name);
    expect(await store.bots.list()).toEqual([]);
    await store.close();
    await postgres?.[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  it("of a newer release are named, and nothing is done, with the remedy", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "natter-migrations-"));
    const postgres = database === "postgres" ? await createTestPostgres() : undefined;
    const name = postgres?.url ?? path.join(folder, "test.sqlite");
    await (await openStore(name)).close();
    await withSchema(name, async (knex) => {
      await knex("knex_migrations").insert({ name: "9999-future", batch: 2, migration_time: new Date(0) });
    });
    const refusal = /A newer Natter .*\(9999-future\)\. Install that release again/u;
    await expect(openStore(name)).rejects.toThrow(refusal);
    await expect(withSchema(name, async () => {})).rejects.toThrow(refusal);
    await postgres?.[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });
});

describePostgres("migrations of several nodes", () => {
  it("that start together run once", async () => {
    await using postgres = await createTestPostgres();
    const stores = await Promise.all([1, 2, 3].map(() => openStore(postgres.url)));
    for (const store of stores) {
      await store.ping();
      await store.close();
    }
  });

  it("are not held up by a lock that a killed process left in Knex's table", async () => {
    await using postgres = await createTestPostgres();
    await (await openStore(postgres.url)).close();
    await postgres.knex("knex_migrations_lock").update({ is_locked: 1 });
    await (await openStore(postgres.url)).close();
  });
});
