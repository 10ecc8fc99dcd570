import { createTestPostgres } from "../../testing/postgres.js";
import { describePostgres } from "../../testing/test-databases.js";
import { describeStore } from "../store-suite.js";
import { openPostgresStore } from "./open.js";

describePostgres("with PostgreSQL", () => {
  describeStore("the store on PostgreSQL", async () => {
    const database = await createTestPostgres();
    const store = await openPostgresStore(database.url);
    return {
      store,
      openBeside: () => openPostgresStore(database.url),
      async [Symbol.asyncDispose]() {
        await store.close();
        await database[Symbol.asyncDispose]();
      },
    };
  });
});
