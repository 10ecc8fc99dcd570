import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { BotSettings, DeliveryPolicy } from "@natter/protocol";
import type { BotActor } from "../chat/actor.js";
import type { Core, CoreSettings } from "../chat/core.js";
import { createDiskBlobStore } from "../files/disk-blob-store.js";
import { createFileUrls } from "../files/file-urls.js";
import { newId } from "../new-id.js";
import { CommitQueue } from "../store/commit-queue.js";
import { serial } from "../store/entities.js";
import { openStore } from "../store/open-store.js";
import type { Publication } from "../store/publication.js";
import type { Store } from "../store/store.js";
import { createTestPostgres } from "./postgres.js";
import type { TestDatabase } from "./test-databases.js";

export interface TestCore extends AsyncDisposable {
  core: Core;
  store: Store;
  file: string;
  /** As the setting names it. */
  database: string;
  /** Everything that was published, in order. */
  published: Publication[];
  /** Moves the clock that the core sees. */
  advance(ms: number): void;
  /** Stops the clock at this time. */
  setTime(at: number): void;
  addBot(
    name: string,
    options?: {
      isRequired?: boolean;
      isManager?: boolean;
      hears?: ("message" | "system")[];
      policy?: DeliveryPolicy;
      settings?: BotSettings;
    },
  ): Promise<BotActor>;
}

/** The real core on a real database, with a clock that tests move. */
export async function openTestCore(
  settings: Partial<CoreSettings> = {},
  on: TestDatabase = "sqlite",
): Promise<TestCore> {
  const folder = await mkdtemp(path.join(tmpdir(), "natter-core-"));
  const file = path.join(folder, "test.sqlite");
  const postgres = on === "postgres" ? await createTestPostgres() : undefined;
  const database = postgres?.url ?? file;
  const store = await openStore(database);
  const published: Publication[] = [];
  const faults: unknown[] = [];
  const queue = new CommitQueue({
    store,
    onCommitted: (publication) => void published.push(publication),
    onFault: (error) => void faults.push(error),
  });
  let shift = 0;
  let stoppedAt: number | null = null;
  let secrets = 0;
  const core: Core = {
    store,
    submit: (unit) => queue.submit(unit),
    now: () => (stoppedAt ?? Date.now()) + shift,
    newId,
    newSecret: () => `secret-${++secrets}`,
    presence: { isPresent: () => false },
    textOf: () => null,
    blobs: createDiskBlobStore(path.join(folder, "files")),
    fileUrls: createFileUrls({
      secret: "a secret of the tests",
      publicUrl: null,
      lifetimeMs: 86_400_000,
      now: () => Date.now() + shift,
    }),
    onFault: (error) => void faults.push(error),
    settings: {
      roomsEnabled: false,
      fileMaxBytes: { voice: 1e6, audio: 2e6, video: 1e9, image: 3e6, attachment: 1e9 },
      peopleLinkFiles: false,
      maxHops: 8,
      retry: { maxFailures: 3, maxAttempts: 10, firstDelayMs: 500, maxDelayMs: 60_000 },
      ...settings,
    },
  };
  return {
    core,
    store,
    file,
    database,
    published,
    advance: (ms) => {
      shift += ms;
    },
    setTime: (at) => {
      stoppedAt = at;
    },
    async addBot(
      name,
      {
        isRequired = false,
        isManager = false,
        hears = ["message" as const],
        policy = serial,
        settings = {},
      } = {},
    ) {
      const id = newId();
      const createdAt = core.now();
      await store.bots.add({
        id,
        name,
        description: null,
        isRequired,
        isManager,
        hears,
        policy,
        settings,
        createdAt,
        removedAt: null,
      });
      return { kind: "bot", botId: id, botName: name };
    },
    async [Symbol.asyncDispose]() {
      await queue.close();
      await store.close();
      await postgres?.[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    },
  };
}
