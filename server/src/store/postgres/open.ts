import { sorted } from "../faults.js";
import { createFeedReads } from "../feed-reads.js";
import { createFileReads } from "../file-reads.js";
import { createLaneReads } from "../lanes.js";
import { createMeta } from "../meta.js";
import { createModerationReads } from "../moderation-reads.js";
import { createAuditLog, createBotRegistry, createKeyRegistry } from "../registry.js";
import { createRequestHistory } from "../request-history-reads.js";
import type { Store } from "../store.js";
import { createWebhookRegistry } from "../webhook-registry.js";
import { connect } from "./connect.js";
import { highestKey } from "./highest-key.js";
import { createLeases } from "./leases.js";
import { allRepeated } from "./lost-connection.js";
import { migrate } from "./migrate.js";
import { transact } from "./transaction.js";

const otherConnections = 8;

/**
 * Opens the PostgreSQL database at `url` and brings its schema up to date. Any number of nodes may do so.
 * One connection commits batches; the others read and keep the registry, so that neither waits for the other.
 */
export async function openPostgresStore(url: string): Promise<Store> {
  await sorted(migrate(url));
  const writer = connect(url, { connections: 1 });
  const others = connect(url, { connections: otherConnections });

  return {
    feed: allRepeated(createFeedReads(others)),
    bots: createBotRegistry(others),
    keys: createKeyRegistry(others),
    audit: createAuditLog(others),
    requests: allRepeated({ ...createRequestHistory(others), highestKey: () => highestKey(others) }),
    lanes: { ...allRepeated(createLaneReads(others)), ...createLeases(others) },
    meta: createMeta(others),
    files: allRepeated(createFileReads(others)),
    moderation: allRepeated(createModerationReads(others)),
    webhooks: createWebhookRegistry(others),
    transact: (keys, decide) => transact(writer, keys, decide),

    ...allRepeated({
      ping: async () => {
        await others.raw("select 1");
      },
    }),

    async close() {
      await Promise.all([writer.destroy(), others.destroy()]);
    },
  };
}
