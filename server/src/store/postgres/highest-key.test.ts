import { expect, it } from "vitest";
import { createTestPostgres } from "../../testing/postgres.js";
import { describePostgres } from "../../testing/test-databases.js";
import { mergeKeys } from "../snapshot.js";
import { furnish, noChanges, request, write } from "../suite/rows.js";
import { openPostgresStore } from "./open.js";

describePostgres("the highest key on PostgreSQL", () => {
  it("[F93] has no key below it that is still being written", async () => {
    await using database = await createTestPostgres();
    const [store, other] = await Promise.all([
      openPostgresStore(database.url),
      openPostgresStore(database.url),
    ]);
    await furnish(store);
    // A node that has taken key 1 and not committed yet.
    const slow = await database.knex.transaction();
    await slow.raw(
      "select pg_advisory_xact_lock_shared(hashtextextended(current_schema() || ' bot_requests', 0))",
    );
    await slow.raw("select nextval(pg_get_serial_sequence('bot_requests', 'key'))");
    await other.transact(mergeKeys([{}]), () => ({ ...noChanges, newRequests: [request("r-2")] }));

    let highest: number | undefined;
    const asked = store.requests.highestKey().then((key) => {
      highest = key;
    });
    await write(other, {});
    await other.ping();
    expect(highest).toBeUndefined();
    await slow.commit();
    await asked;
    expect(highest).toBe(2);
    await Promise.all([store.close(), other.close()]);
  });
});
