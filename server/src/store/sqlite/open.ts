import { mkdir } from "node:fs/promises";
import path from "node:path";
import knexFactory, { type Knex } from "knex";
import { allSorted } from "../faults.js";
import { createFeedReads } from "../feed-reads.js";
import { createFileReads } from "../file-reads.js";
import { createLaneReads } from "../lanes.js";
import { createMeta } from "../meta.js";
import { migrationSource } from "../migrations/index.js";
import { refuseNewerSchema } from "../migrations/refuse-newer-schema.js";
import { createModerationReads } from "../moderation-reads.js";
import { createAuditLog, createBotRegistry, createKeyRegistry } from "../registry.js";
import { createRequestHistory } from "../request-history-reads.js";
import type { OpenOptions, Store } from "../store.js";
import { createWebhookRegistry } from "../webhook-registry.js";
import { Checkpointer } from "./checkpointer.js";
import { batchViewSql, commitChanges } from "./commit-changes.js";
import { forgetStatements, holdConnection } from "./connection.js";
import { createLeases } from "./leases.js";
import { loadSnapshot } from "./load-snapshot.js";
import { lockFile } from "./lock-file.js";

interface Pragmas {
  exec(sql: string, done: (error: Error | null) => void): void;
}

// FULL syncs the log at every commit: what is acknowledged survives a power cut, not only a crash. The log is copied
// by the checkpointer; should that ever fall behind, a commit does it past 64 MB.
const writerPragmas = `pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on;
  pragma busy_timeout = 5000; pragma journal_size_limit = 67108864; pragma wal_autocheckpoint = 16000;
  pragma cache_size = -16384; pragma temp_store = memory`;
const checkpointPragmas = "pragma synchronous = full; pragma cache_size = -64";
const readerPragmas = "pragma query_only = on; pragma busy_timeout = 5000; pragma cache_size = -4096";

/**
 * Opens the SQLite file at `file` (made with its folder where missing) and brings its schema up to date.
 * One connection writes; two read, so that long reads never wait for the writer nor it for them.
 */
export async function openSqliteStore(file: string, { isServer = false }: OpenOptions = {}): Promise<Store> {
  await mkdir(path.dirname(path.resolve(file)), { recursive: true });
  const lock = isServer ? await lockFile(file) : undefined;
  const writer = connect(file, 1, writerPragmas);
  try {
    await refuseNewerSchema(writer);
    await writer.migrate.latest({ migrationSource });
    for (const sql of batchViewSql) await writer.raw(sql);
  } catch (error) {
    await writer.destroy();
    await lock?.[Symbol.asyncDispose]();
    throw error;
  }
  const reader = connect(file, 2, readerPragmas);
  const copier = connect(file, 1, checkpointPragmas);
  const checkpointer = new Checkpointer({
    beside: () => checkpoint(copier),
    between: () => checkpoint(writer),
  });

  return {
    feed: allSorted(createFeedReads(reader)),
    bots: createBotRegistry(writer),
    keys: createKeyRegistry(writer),
    audit: createAuditLog(writer),
    webhooks: createWebhookRegistry(writer),
    requests: createRequestHistory(reader),
    lanes: { ...createLaneReads(reader), ...createLeases(writer) },
    meta: createMeta(writer),
    files: createFileReads(reader),
    moderation: allSorted(createModerationReads(reader)),

    transact: (keys, decide) =>
      holdConnection(writer, async (connection) => {
        const snapshot = await loadSnapshot(connection, keys);
        checkpointer.written(await commitChanges(connection, decide(snapshot)));
      }),

    ping: async () => {
      await reader.raw("select 1");
    },

    async close() {
      await checkpointer.idle();
      await copier.destroy();
      await reader.destroy();
      await forgetStatements(writer);
      await writer.raw("pragma wal_checkpoint(truncate)");
      await writer.destroy();
      await lock?.[Symbol.asyncDispose]();
    },
  };
}

async function checkpoint(knex: Knex): Promise<number> {
  const [result] = await knex.raw<{ checkpointed: number }[]>("pragma wal_checkpoint(passive)");
  return result?.checkpointed ?? 0;
}

function connect(file: string, connections: number, pragmas: string): Knex {
  return knexFactory({
    client: "sqlite3",
    connection: { filename: file },
    useNullAsDefault: true,
    // A statement with its values in an error's text would carry messages into the log.
    compileSqlOnError: false,
    // What goes wrong is thrown; Knex would also print it.
    log: { warn() {}, error() {}, debug() {}, deprecate() {} },
    pool: {
      min: connections,
      max: connections,
      afterCreate(connection: Pragmas, done: (error: Error | null, connection: Pragmas) => void) {
        connection.exec(pragmas, (error) => done(error, connection));
      },
    },
  });
}
