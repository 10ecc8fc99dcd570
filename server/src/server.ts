import { randomBytes } from "node:crypto";
import { createServer, type Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Middleware } from "koa";
import { v7 as uuidV7 } from "uuid";
import { Dispatcher } from "./bots/dispatcher.js";
import { Streams } from "./bots/streams.js";
import type { Core } from "./chat/core.js";
import { type Config, resolveSecret } from "./config.js";
import { createHttpApp } from "./http/create-http-app.js";
import { createIdentities } from "./identity.js";
import { createLog, type Log } from "./log.js";
import { createOriginPolicy } from "./origins.js";
import { openBotDoor } from "./realtime/bot-door.js";
import { drain } from "./realtime/drain.js";
import { startHeartbeat } from "./realtime/heartbeat.js";
import { PresenceBoard } from "./realtime/presence.js";
import { tellBotChange, tellPersonChange } from "./realtime/presence-news.js";
import { Publisher } from "./realtime/publisher.js";
import { createSocketServer } from "./realtime/socket-server.js";
import { openVisitorDoor } from "./realtime/visitor-door.js";
import { createCursors } from "./requests/cursor.js";
import { startSweep } from "./requests/start-sweep.js";
import { CommitQueue } from "./store/commit-queue.js";
import { openStore } from "./store/sqlite/open.js";
import type { Store } from "./store/store.js";
import type { Publication } from "./store/workspace.js";
import { createTokens } from "./tokens.js";

export interface RunningServer extends AsyncDisposable {
  /** Where it listens, such as `http://127.0.0.1:8080`. */
  url: string;
  /** What it stands on; for programs that run beside it, such as the demo. */
  store: Store;
  /** Drains and stops: nothing acknowledged is lost, clients are told to come back. */
  close(): Promise<void>;
}

export interface StartOptions {
  /** Default: JSON lines on standard output at `config.logLevel`. */
  log?: Log;
  /** Runs before the server's own routes; the demo serves its host pages so. */
  middleware?: readonly Middleware[];
}

// People notice half a second less than the database would notice a query more often.
const sweepMs = 500;

/** Puts the house together and opens its doors. Rejects when the database or the port cannot be had. */
export async function startServer(config: Config, options: StartOptions = {}): Promise<RunningServer> {
  const log = options.log ?? createLog(config.logLevel);
  const onFault = (error: unknown) => log.error({ err: error }, "fault");
  const store = await openStore(config.database);
  try {
    const secret = await resolveSecret(config);
    const reclaimed = await store.lanes.reclaim(Date.now());
    if (reclaimed > 0)
      log.info({ requests: reclaimed }, "took up requests that were in flight at the last stop");

    const listeners: ((publication: Publication) => void)[] = [];
    const queue = new CommitQueue({
      store,
      maxWaiting: config.maxQueuedWrites,
      onCommitted: (publication) => {
        for (const listen of listeners) listen(publication);
      },
      onFault,
    });
    const presence = new PresenceBoard({
      graceMs: config.presenceGraceMs,
      isBotRunning: (botId) => dispatcher.isRunning(botId),
      onPersonChange: (id) => void tellPersonChange(news, id).catch(onFault),
      onBotChange: (id) => void tellBotChange(news, id).catch(onFault),
    });
    const core: Core = {
      store,
      submit: (unit) => queue.submit(unit),
      now: Date.now,
      newId: uuidV7,
      newSecret: () => randomBytes(24).toString("base64url"),
      presence,
      settings: {
        roomsEnabled: config.roomsEnabled,
        retry: { maxFailures: 5, maxAttempts: 50, firstDelayMs: 500, maxDelayMs: 60_000 },
      },
    };
    const origins = createOriginPolicy(config.origins);
    const tokens = createTokens(secret, { now: core.now });

    let isReady = true;
    const app = createHttpApp({
      core,
      tokens,
      identities: await createIdentities({ key: config.identityKey, now: core.now }),
      origins,
      config,
      secret,
      log,
      isReady: () => isReady,
      middleware: options.middleware ?? [],
    });
    const httpServer = createServer(app.callback());
    const sockets = createSocketServer(httpServer);
    const publisher = new Publisher(sockets.people, presence);
    const news = { io: sockets.people, reads: store.feed, publisher };
    const dispatcher = new Dispatcher({
      core,
      requestTimeoutMs: config.botRequestTimeoutMs,
      onTyping: (conversationId, participantId, isTyping) =>
        publisher.typing(conversationId, { participantId, isTyping }),
      onFreed: (requestId, attempt) => streams.freed(requestId, attempt),
      onFault,
    });
    const streams = new Streams({
      core,
      onDelta: (conversationId, delta) => publisher.delta(conversationId, delta),
      onFault,
    });
    listeners.push(
      (publication) => publisher.publish(publication),
      (publication) => dispatcher.committed(publication),
    );
    openVisitorDoor({ io: sockets.people, core, dispatcher, streams, presence, tokens, origins, log });
    const cursors = createCursors(secret);
    openBotDoor({ bots: sockets.bots, core, dispatcher, streams, cursors, presence, origins, log });

    const url = await listen(httpServer, config.host, config.port);
    const heartbeat = startHeartbeat(sockets.people, store.feed, config.heartbeatMs, onFault);
    const sweep = startSweep(core, sweepMs, onFault);
    let closing: Promise<void> | undefined;
    const close = () => {
      closing ??= (async () => {
        isReady = false;
        heartbeat[Symbol.dispose]();
        sweep[Symbol.dispose]();
        dispatcher.close();
        presence[Symbol.dispose]();
        await streams.close();
        await drain({ sockets, httpServer, queue, timeoutMs: config.drainTimeoutMs });
        await store.close();
      })();
      return closing;
    };
    return { url, store, close, [Symbol.asyncDispose]: close };
  } catch (error) {
    await store.close();
    throw error;
  }
}

function listen(httpServer: HttpServer, host: string, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    httpServer.once("error", reject);
    httpServer.listen(port, host, () => {
      httpServer.off("error", reject);
      // A TCP server's address is never a pipe's name.
      const address = httpServer.address() as AddressInfo;
      const name = address.family === "IPv6" ? `[${address.address}]` : address.address;
      resolve(`http://${name}:${address.port}`);
    });
  });
}
