import { expect, it } from "vitest";
import { createTestPostgres } from "../../testing/postgres.js";
import { describePostgres } from "../../testing/test-databases.js";
import { furnish, load, request, write } from "../suite/rows.js";
import { openPostgresStore } from "./open.js";

describePostgres("leases on PostgreSQL", () => {
  it("of a node that was heard of within 15 s stay, of one that fell silent are freed", async () => {
    await using database = await createTestPostgres();
    const store = await openPostgresStore(database.url);
    await furnish(store);
    await write(store, {
      newRequests: [request("r-1", { status: "running", leasedBy: "other/one", attempt: 1 })],
    });
    const age = (ms: number) => database.knex("nodes").where("id", "other").decrement("seen_at", ms);

    expect(await store.lanes.reclaim("other", 1)).toBe(0);
    expect(await store.lanes.reclaim("me", 2)).toBe(0);
    // The database's clock goes on meanwhile: room for a slow machine on both sides.
    await age(6000);
    expect(await store.lanes.reclaim("me", 3)).toBe(0);
    await age(9000);
    expect(await store.lanes.reclaim("me", 4)).toBe(1);
    const { requests } = await load(store, { requests: ["r-1"] });
    expect(requests[0]).toMatchObject({ status: "pending", leasedBy: null, attempt: 1, updatedAt: 4 });
    await store.close();
  });

  it("of a node that says again that it lives are its own again", async () => {
    await using database = await createTestPostgres();
    const store = await openPostgresStore(database.url);
    await furnish(store);
    await store.lanes.reclaim("other", 1);
    await database.knex("nodes").decrement("seen_at", 60_000);
    await store.lanes.reclaim("other", 2);
    await write(store, {
      newRequests: [request("r-1", { status: "running", leasedBy: "other/one", attempt: 1 })],
    });
    expect(await store.lanes.reclaim("me", 3)).toBe(0);
    await store.close();
  });
});
