import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  type BotCalls,
  type BotEvents,
  type Feed,
  type Membership,
  type NewConversationInput,
  PROTOCOL_VERSION,
  type VisitorCalls,
  type VisitorEvents,
} from "@natter/protocol";
import { io, type Socket } from "socket.io-client";
import { loadConfig } from "../config.js";
import type { Log } from "../log.js";
import { registerBot } from "../registration.js";
import { type RunningServer, startServer } from "../server.js";
import { greeted } from "./greeted.js";

export type VisitorClient = Socket<VisitorEvents, VisitorCalls>;
export type BotClient = Socket<BotEvents, BotCalls>;

export interface TestServer extends AsyncDisposable {
  server: RunningServer;
  url: string;
  /** What was logged at `error`. */
  faults: unknown[];
  create(input?: NewConversationInput): Promise<Membership>;
  /** A connected client at namespace `/`; rejects with the `WireError` of a refused handshake. */
  visitor(auth: Record<string, unknown>, headers?: Record<string, string>): Promise<VisitorClient>;
  /** A registered bot with a connected client that has said hello. */
  bot(name: string, options?: { credit?: number; hears?: ("message" | "system")[] }): Promise<BotClient>;
  /** One more connection of a bot by its key. */
  botClient(key: unknown): Promise<BotClient>;
}

/** The real server on a free port and a temporary database, with real clients. */
export async function startTestServer(env: Record<string, string> = {}): Promise<TestServer> {
  const folder = await mkdtemp(path.join(tmpdir(), "natter-server-"));
  const config = await loadConfig({
    env: {
      NATTER_DATABASE: path.join(folder, "test.sqlite"),
      NATTER_PORT: "0",
      // Tests are quicker than people; those about limits turn them on.
      NATTER_RATE_LIMITS: "off",
      ...env,
    },
  });
  const faults: unknown[] = [];
  const silent = () => {};
  const log: Log = {
    debug: silent,
    info: silent,
    warn: silent,
    error: (fields) => void faults.push(fields.err ?? fields),
    child: () => log,
  };
  const server = await startServer(config, { log });
  const clients: { disconnect(): unknown }[] = [];

  const connect = async <T extends VisitorClient | BotClient>(
    namespace: string,
    options: object,
  ): Promise<T> => {
    const client = io(`${server.url}${namespace}`, { transports: ["websocket"], forceNew: true, ...options });
    clients.push(client);
    await greeted(client);
    // The tables of the namespace that was asked for type the client.
    return client as unknown as T;
  };
  const botClient = (key: unknown) =>
    connect<BotClient>("/bots", { auth: { key, protocol: PROTOCOL_VERSION } });

  return {
    server,
    url: server.url,
    faults,
    async create(input = {}) {
      const response = await fetch(`${server.url}/api/v1/conversations`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(input),
      });
      return (await response.json()) as Membership;
    },
    visitor: (auth, headers = {}) =>
      connect<VisitorClient>("/", { auth: { protocol: PROTOCOL_VERSION, ...auth }, extraHeaders: headers }),
    async bot(name, { credit = 10, hears = ["message" as const] } = {}) {
      const { key } = await registerBot(server.store, { name });
      const client = await botClient(key.key);
      await client.emitWithAck("hello", { instance: `${name}-1`, hears, credit });
      return client;
    },
    botClient,
    async [Symbol.asyncDispose]() {
      for (const client of clients) client.disconnect();
      await server.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** What a client with an old cursor is welcomed with. A heartbeat may come before it, and has no changes. */
export function welcome(client: VisitorClient): Promise<Feed> {
  return new Promise((resolve) => {
    client.on("feed", function listen(feed) {
      if (feed.changes.length === 0) return;
      client.off("feed", listen);
      resolve(feed);
    });
  });
}

/** The next event of that name. */
export function next<T>(
  client: { once(name: string, listener: (value: T) => void): unknown },
  name: string,
): Promise<T> {
  return new Promise((resolve) => client.once(name, resolve));
}
