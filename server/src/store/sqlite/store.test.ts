import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { describeStore } from "../store-suite.js";
import { openSqliteStore } from "./open.js";

describeStore("the store on SQLite", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "natter-store-"));
  const file = path.join(folder, "test.sqlite");
  const store = await openSqliteStore(file);
  return {
    store,
    openBeside: () => openSqliteStore(file),
    async [Symbol.asyncDispose]() {
      await store.close();
      await rm(folder, { recursive: true });
    },
  };
});
