import { afterEach, beforeEach, describe } from "vitest";
import type { Store } from "./store.js";
import { concurrencySuite } from "./suite/concurrency.js";
import { constraintSuite } from "./suite/constraints.js";
import { feedSuite } from "./suite/feed.js";
import { laneSuite } from "./suite/lanes.js";
import { moderationSuite } from "./suite/moderation.js";
import { registrySuite } from "./suite/registry.js";
import { snapshotSuite } from "./suite/snapshot.js";
import { writeSuite } from "./suite/writes.js";

/** A fresh database. */
export interface OpenedStore extends AsyncDisposable {
  store: Store;
  /** One more store on the same database, as another process would have it. */
  openBeside(): Promise<Store>;
}

/** A store that was opened for the test that runs. */
export interface StoreUnderTest {
  readonly store: Store;
  openBeside(): Promise<Store>;
}

/** What every implementation of `Store` has to do. */
export function describeStore(name: string, open: () => Promise<OpenedStore>): void {
  describe(name, () => {
    let opened: OpenedStore;
    const beside: Store[] = [];
    beforeEach(async () => {
      opened = await open();
    });
    afterEach(async () => {
      await Promise.all(beside.splice(0).map((store) => store.close()));
      await opened[Symbol.asyncDispose]();
    });
    const subject: StoreUnderTest = {
      get store() {
        return opened.store;
      },
      async openBeside() {
        const store = await opened.openBeside();
        beside.push(store);
        return store;
      },
    };
    snapshotSuite(subject);
    writeSuite(subject);
    constraintSuite(subject);
    concurrencySuite(subject);
    feedSuite(subject);
    laneSuite(subject);
    registrySuite(subject);
    moderationSuite(subject);
  });
}
