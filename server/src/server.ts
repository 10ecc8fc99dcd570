import { randomBytes } from "node:crypto";
import type { Middleware } from "koa";
import { Dispatcher } from "./bots/dispatcher.js";
import { loadEmbeddedBots, startEmbeddedBots } from "./bots/embedded/start-embedded-bots.js";
import { keepLanes } from "./bots/keep-lanes.js";
import { Streams } from "./bots/streams.js";
import { WebhookBots } from "./bots/webhook/webhook-bots.js";
import type { BotActor } from "./chat/actor.js";
import type { Core } from "./chat/core.js";
import { filesBeside } from "./config/files-beside.js";
import { type Config, resolveSecret } from "./config.js";
import { coreSettingsOf } from "./core-settings.js";
import { createFileUrls } from "./files/file-urls.js";
import { keepSwept } from "./files/keep-swept.js";
import { openBlobStore } from "./files/open-blob-store.js";
import { createHttpApp } from "./http/create-http-app.js";
import { createHttpServer } from "./http/create-http-server.js";
import { listen } from "./http/listen.js";
import { createIdentities } from "./identity.js";
import { Limiter } from "./limits/limiter.js";
import { readRates } from "./limits/rates.js";
import { createLog, type Log } from "./log.js";
import { createMetrics } from "./metrics/metrics.js";
import { newId } from "./new-id.js";
import { silent } from "./observer.js";
import { createOriginPolicy } from "./origins.js";
import { Admission } from "./realtime/admission.js";
import { openBotDoor } from "./realtime/bot-door.js";
import { CallGate } from "./realtime/call-gate.js";
import { cutRevokedBots } from "./realtime/cut-revoked-bots.js";
import { drain } from "./realtime/drain.js";
import { startHeartbeat } from "./realtime/heartbeat.js";
import { createBotHost } from "./realtime/in-process-host.js";
import { PresenceBoard } from "./realtime/presence.js";
import { tellBotChange, tellPersonChange } from "./realtime/presence-news.js";
import { Publisher } from "./realtime/publisher.js";
import { createSocketServer } from "./realtime/socket-server.js";
import { openVisitorDoor } from "./realtime/visitor-door.js";
import { createCursors } from "./requests/cursor.js";
import { startSweep } from "./requests/start-sweep.js";
import { CommitQueue } from "./store/commit-queue.js";
import { openStore } from "./store/open-store.js";
import type { Publication } from "./store/publication.js";
import type { Store } from "./store/store.js";
import { createTokens } from "./tokens.js";

export interface RunningServer extends AsyncDisposable {
  /** Where it listens, such as `http://127.0.0.1:8080`. */
  url: string;
  /** What it stands on; for programs that run beside it, such as the demo. */
  store: Store;
  /**
   * Drains and stops: nothing acknowledged is lost, clients are told to come back. Waits up to `config.drainTimeoutMs` for
   * work in flight. A second call waits for the first.
   */
  close(): Promise<void>;
}

export interface StartOptions {
  /** Default: JSON lines on standard output at `config.logLevel`. */
  log?: Log;
  /** Runs before the server's own routes; the demo serves its host pages so. */
  middleware?: readonly Middleware[];
  /** How often the register of webhooks is looked at, and bots behind them are greeted. Default: 5000 and 60 000. */
  webhooks?: { refreshMs: number; greetAgainMs?: number };
}

// People notice half a second less than the database would notice a query more often.
const sweepMs = 500;

/** Puts the house together and opens its doors. Rejects when the database or the port cannot be had. */
export async function startServer(config: Config, options: StartOptions = {}): Promise<RunningServer> {
  const log = options.log ?? createLog(config.logLevel);
  const onFault = (error: unknown) => log.error({ err: error }, "fault");
  const embedded = await loadEmbeddedBots(config.bots);
  const store = await openStore(config.database, { isServer: true });
  try {
    const secret = await resolveSecret(config, store.meta);
    const nodeId = newId();
    const reclaimed = await store.lanes.reclaim(nodeId, Date.now());
    if (reclaimed > 0)
      log.info({ requests: reclaimed }, "took up requests that were in flight at the last stop");

    const metrics = config.metrics === "off" ? null : createMetrics();
    const observer = metrics?.observer ?? silent;
    const limiter = new Limiter({ rates: readRates(config.rateLimits), observer });
    const listeners: ((publication: Publication) => void)[] = [];
    const queue = new CommitQueue({
      store,
      maxWaiting: config.maxQueuedWrites,
      onCommitted: (publication) => {
        for (const listen of listeners) listen(publication);
      },
      observer,
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
      newId,
      newSecret: () => randomBytes(24).toString("base64url"),
      presence,
      textOf: (messageId) => streams.textOf(messageId),
      blobs: await openBlobStore(config.files ?? filesBeside(config.database)),
      fileUrls: createFileUrls({
        secret,
        publicUrl: config.publicUrl,
        lifetimeMs: config.fileUrlLifetimeMs,
        now: Date.now,
      }),
      onFault,
      settings: coreSettingsOf(config),
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
      limiter,
      metrics,
      bots: () => ({ dispatcher, streams }),
      isReady: () => isReady,
      middleware: options.middleware ?? [],
    });
    const httpServer = createHttpServer(app.callback());
    const admission = new Admission({ ...config, limiter, observer });
    const sockets = createSocketServer({ ...config, httpServer, admission, limiter, observer, log });
    const guard = { links: sockets.links, gate: new CallGate(limiter, observer), observer };
    const publisher = new Publisher(sockets.people, presence, core.fileUrls);
    const news = { io: sockets.people, reads: store.feed, publisher };
    const dispatcher = new Dispatcher({
      core,
      nodeId,
      requestTimeoutMs: config.botRequestTimeoutMs,
      onTyping: (conversationId, participantId, isTyping) =>
        publisher.typing(conversationId, { participantId, isTyping }),
      onFreed: (requestId, attempt) => streams.freed(requestId, attempt),
      observer,
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
    const cursors = createCursors(secret);
    openVisitorDoor({
      io: sockets.people,
      core,
      dispatcher,
      streams,
      presence,
      publisher,
      tokens,
      origins,
      guard,
      log,
    });
    openBotDoor({ bots: sockets.bots, core, dispatcher, streams, cursors, presence, origins, guard, log });
    metrics?.readFrom({
      people: () => sockets.people.sockets.sockets.size,
      bots: () => sockets.bots.sockets.size,
      links: () => sockets.links.size,
      queueDepth: () => queue.depth,
      lanes: () => dispatcher.lanes(),
    });

    const hostFor = (actor: BotActor) =>
      createBotHost(actor, { core, dispatcher, streams, cursors, presence, log, onFault });
    const stopEmbedded = await startEmbeddedBots(embedded, {
      store,
      hostFor,
      log,
      // Together with the drain it has to stay below ten seconds; what is cut off is delivered again.
      graceMs: Math.min(1500, config.drainTimeoutMs),
    });

    const url = await listen(httpServer, config.host, config.port);
    const webhooks = new WebhookBots({
      store,
      hostFor,
      newId: core.newId,
      log,
      targets: config.webhookTargets,
      timeoutMs: config.webhookTimeoutMs,
      ...options.webhooks,
    });
    const heartbeat = startHeartbeat(sockets.people, store.feed, config.heartbeatMs, onFault);
    const lanes = keepLanes({ lanes: store.lanes, dispatcher, nodeId, now: core.now, onFault });
    const keyWatch = cutRevokedBots({ bots: sockets.bots, keys: store.keys, log, onFault });
    const sweep = startSweep(core, sweepMs, onFault);
    const swept = keepSwept(core);
    let closing: Promise<void> | undefined;
    const close = () => {
      closing ??= (async () => {
        isReady = false;
        heartbeat[Symbol.dispose]();
        await Promise.all([stopEmbedded(), webhooks.close()]);
        sweep[Symbol.dispose]();
        keyWatch[Symbol.dispose]();
        dispatcher.close();
        presence[Symbol.dispose]();
        await streams.close();
        await swept[Symbol.asyncDispose]();
        await drain({ sockets, httpServer, queue, timeoutMs: config.drainTimeoutMs });
        sockets.links[Symbol.dispose]();
        metrics?.[Symbol.dispose]();
        await lanes[Symbol.asyncDispose]();
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
