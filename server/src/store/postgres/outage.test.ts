import { afterEach, beforeEach, expect, it } from "vitest";
import { createTestPostgres, type TestPostgres } from "../../testing/postgres.js";
import { describePostgres } from "../../testing/test-databases.js";
import { mergeKeys } from "../snapshot.js";
import type { Store } from "../store.js";
import { say } from "../suite/concurrency.js";
import { conversation, human, load, noChanges, write } from "../suite/rows.js";
import { openPostgresStore } from "./open.js";

describePostgres("PostgreSQL that goes away", () => {
  let database: TestPostgres;
  let store: Store;
  beforeEach(async () => {
    database = await createTestPostgres();
    const url = new URL(database.url);
    url.searchParams.set("application_name", `natter ${new URLSearchParams(url.search).get("options")}`);
    store = await openPostgresStore(url.href);
    await write(store, {
      newConversations: [conversation()],
      newParticipants: [human({ id: "person of c-1" })],
    });
  });
  afterEach(async () => {
    await store.close();
    await database[Symbol.asyncDispose]();
  });

  /** Ends every session of the store, as a restart of the database would. */
  const cut = async () => {
    const { rows } = await database.knex.raw(
      `select count(pg_terminate_backend(pid)) as ended from pg_stat_activity
       where application_name = 'natter ' || ? and pid <> pg_backend_pid()`,
      [new URL(database.url).searchParams.get("options") ?? ""],
    );
    expect(Number(rows[0].ended)).toBeGreaterThan(0);
  };

  it("[F266] a session that ended between two writes is replaced, and nobody notices", async () => {
    await cut();
    await say(store, "a", ["c-1"]);
    await cut();
    expect((await store.feed.changesAfter("c-1", 0, 9))?.messages).toHaveLength(1);
  });

  it("a session that ends while a write is decided makes it fail as unavailable, and stores nothing of it", async () => {
    let cutting: Promise<void> | undefined;
    const broken = store.transact(mergeKeys([{ conversations: ["c-1"] }]), (snapshot) => {
      cutting = cut();
      // Keeps this process from writing before the session is gone.
      const until = Date.now() + 300;
      while (Date.now() < until);
      return {
        ...noChanges,
        changedConversations: snapshot.conversations.map((row) => ({ ...row, head: 7 })),
      };
    });
    const result = await broken.then(
      () => "stored",
      (error) => error,
    );
    await cutting;
    // Where the end arrived after the commit, the write is whole; it never is half.
    const { conversations } = await load(store, { conversations: ["c-1"] });
    if (result === "stored") expect(conversations[0]?.head).toBe(7);
    else
      expect([result.fault, [0, 7]]).toEqual([
        "unavailable",
        expect.arrayContaining([conversations[0]?.head]),
      ]);
  });

  it("[F266] under writes without a pause, each is stored once or refused, and all goes on by itself", async () => {
    const stored: string[] = [];
    const refused: string[] = [];
    let isOver = false;
    const writing = (async () => {
      for (let index = 0; !isOver; index += 1) {
        await say(store, `m${index}`, ["c-1"]).then(
          () => stored.push(`m${index} in c-1`),
          (error) => {
            expect(error).toMatchObject({ name: "StoreError", fault: "unavailable" });
            refused.push(`m${index} in c-1`);
          },
        );
      }
    })();
    for (let round = 0; round < 8; round += 1) {
      const before = stored.length;
      while (stored.length < before + 5) await new Promise((resolve) => setTimeout(resolve, 5));
      await cut();
    }
    isOver = true;
    await writing;
    await say(store, "last", ["c-1"]);
    const page = await store.feed.changesAfter("c-1", 0, 100_000);
    const ids = page?.messages.map(({ id }) => id) ?? [];
    expect(page?.messages.map(({ seq }) => seq)).toEqual(ids.map((_, index) => index + 1));
    expect(new Set(ids).size).toBe(ids.length);
    // What was acknowledged is there; what was refused may be, if its answer was lost.
    expect(stored.filter((id) => !ids.includes(id))).toEqual([]);
    const told = [...stored, ...refused, "last in c-1"];
    expect(ids.filter((id) => !told.includes(id))).toEqual([]);
  });

  it("[F266] reads do not notice that their sessions ended", async () => {
    await store.ping();
    for (let round = 0; round < 5; round += 1) {
      const reads = [1, 2, 3].map(() => store.feed.heads(["c-1"]));
      await cut();
      expect(await Promise.all(reads)).toEqual(reads.map(() => new Map([["c-1", 0]])));
    }
  });

  it("a database that cannot be reached is unavailable at once", async () => {
    const gone = openPostgresStore("postgres://nobody@127.0.0.1:1/none");
    await expect(gone).rejects.toMatchObject({ name: "StoreError", fault: "unavailable" });
  });
});
