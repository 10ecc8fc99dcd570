import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { v7 as uuidV7 } from "uuid";
import type { BotActor } from "../chat/actor.js";
import type { Core, CoreSettings } from "../chat/core.js";
import { CommitQueue } from "../store/commit-queue.js";
import { openStore } from "../store/sqlite/open.js";
import type { Store } from "../store/store.js";
import type { Publication } from "../store/workspace.js";

export interface TestCore extends AsyncDisposable {
  core: Core;
  store: Store;
  file: string;
  /** Everything that was published, in order. */
  published: Publication[];
  /** Moves the clock that the core sees. */
  advance(ms: number): void;
  addBot(
    name: string,
    options?: { isRequired?: boolean; hears?: ("message" | "system")[] },
  ): Promise<BotActor>;
}

/** The real core on a real SQLite file, with a clock that tests move. */
export async function openTestCore(settings: Partial<CoreSettings> = {}): Promise<TestCore> {
  const folder = await mkdtemp(path.join(tmpdir(), "natter-core-"));
  const file = path.join(folder, "test.sqlite");
  const store = await openStore(file);
  const published: Publication[] = [];
  const faults: unknown[] = [];
  const queue = new CommitQueue({
    store,
    onCommitted: (publication) => void published.push(publication),
    onFault: (error) => void faults.push(error),
  });
  let shift = 0;
  let secrets = 0;
  const core: Core = {
    store,
    submit: (unit) => queue.submit(unit),
    now: () => Date.now() + shift,
    newId: uuidV7,
    newSecret: () => `secret-${++secrets}`,
    presence: { isPresent: () => false },
    settings: {
      roomsEnabled: false,
      retry: { maxFailures: 3, maxAttempts: 10, firstDelayMs: 500, maxDelayMs: 60_000 },
      ...settings,
    },
  };
  return {
    core,
    store,
    file,
    published,
    advance: (ms) => {
      shift += ms;
    },
    async addBot(name, { isRequired = false, hears = ["message" as const] } = {}) {
      const id = uuidV7();
      const createdAt = core.now();
      await store.bots.add({ id, name, description: null, isRequired, hears, createdAt, removedAt: null });
      return { kind: "bot", botId: id, botName: name };
    },
    async [Symbol.asyncDispose]() {
      await queue.close();
      await store.close();
      await rm(folder, { recursive: true });
    },
  };
}
