import { type Store, StoreError } from "../store.js";
import { createFeedReads } from "./feed-reads.js";
import { loadSnapshot } from "./load-snapshot.js";
import { createModerationReads } from "./moderation-reads.js";
import { createRequestHistory } from "./request-history.js";
import { laneId, Tables } from "./tables.js";

/** A store for tests and for the terminal: the same rules, nothing on a disk. It has no doors, so it keeps no keys. */
export function openMemoryStore(): Store & { tables: Tables } {
  const tables = new Tables();
  const noKeys = async () => {
    throw new Error("the engine in memory has no doors, so it keeps no keys");
  };
  return {
    tables,
    async transact(keys, decide) {
      tables.write(decide(loadSnapshot(tables, keys)));
    },
    feed: createFeedReads(tables),
    requests: createRequestHistory(tables),
    bots: {
      async list() {
        const bots = [...tables.bots.values()].filter(({ removedAt }) => removedAt === null);
        return bots.sort((one, other) => (one.name < other.name ? -1 : 1));
      },
      async find(nameOrId) {
        const bots = [...tables.bots.values()];
        const named = bots.find(({ name, removedAt }) => name === nameOrId && removedAt === null);
        return tables.bots.get(nameOrId) ?? named ?? null;
      },
      async add(bot) {
        const isTaken = [...tables.bots.values()].some(
          ({ name, removedAt, isManager }) =>
            removedAt === null && (name === bot.name || (isManager && bot.isManager)),
        );
        if (isTaken) throw new StoreError("constraint", `there is a bot ${bot.name}, or a manager, already`);
        tables.bots.set(bot.id, bot);
      },
      async setHears(botId, hears) {
        const bot = tables.bots.get(botId);
        if (bot) tables.bots.set(botId, { ...bot, hears });
      },
      async setPolicy(botId, policy) {
        const bot = tables.bots.get(botId);
        if (bot) tables.bots.set(botId, { ...bot, policy });
      },
      async setSettings(botId, settings) {
        const bot = tables.bots.get(botId);
        if (bot) tables.bots.set(botId, { ...bot, settings });
      },
      async setAbout(botId, about) {
        const bot = tables.bots.get(botId);
        if (bot) tables.bots.set(botId, { ...bot, ...about });
      },
      async remove(botId, at) {
        const bot = tables.bots.get(botId);
        if (bot) tables.bots.set(botId, { ...bot, removedAt: bot.removedAt ?? at });
      },
    },
    keys: { add: noKeys, use: noKeys, list: noKeys, inForce: noKeys, revoke: noKeys },
    lanes: {
      async open(botId) {
        const lane = laneId({ botId, conversationId: "" });
        return [...tables.open.keys()].filter((id) => id.startsWith(lane)).map((id) => id.slice(lane.length));
      },
      // Every hint arrives in one process, so nothing has to be looked for, and nobody else holds a lease.
      due: async () => [],
      reclaim: async () => 0,
      leave: async () => 0,
      async overdue(at, limit) {
        const waiting = [...tables.waiting.all()].map((id) => tables.requests.get(id));
        const overdue = waiting.filter((row) => row !== undefined).filter((row) => row.availableAt <= at);
        return overdue.slice(0, limit).map(({ id }) => id);
      },
      // A bot in the same process does not vanish in the middle of a stream.
      stalled: async () => [],
    },
    meta: { keep: async (_name, value) => value },
    moderation: createModerationReads(tables),
    files: {
      find: async (key) => tables.files.get(key) ?? null,
      isPublished: async (key) =>
        [...tables.messages.values()].some((row) => row.file?.key === key && row.seq !== null),
      known: async (keys) => new Set(keys.filter((key) => tables.files.has(key))),
      // Nothing lives long enough to be swept.
      unused: async () => [],
    },
    audit: { add: async () => {} },
    webhooks: { set: noKeys, remove: noKeys, list: async () => [] },
    ping: async () => {},
    close: async () => {},
  };
}
