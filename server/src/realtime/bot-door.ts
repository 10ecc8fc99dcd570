import { BotHandshake, botCalls } from "@natter/protocol";
import { type AttemptContext, attemptHandlers, holding } from "../bots/attempt-calls.js";
import type { Dispatcher } from "../bots/dispatcher.js";
import type { Instance } from "../bots/instances.js";
import type { Streams } from "../bots/streams.js";
import { traced } from "../bots/traced-calls.js";
import type { Core } from "../chat/core.js";
import { leaveAsBot } from "../chat/leave-conversation.js";
import { say } from "../chat/say.js";
import { authenticateBot } from "../keys.js";
import type { Log } from "../log.js";
import type { OriginPolicy } from "../origins.js";
import type { Cursors } from "../requests/cursor.js";
import { listRequests } from "../requests/list-requests.js";
import { completeRequest, failRequest } from "../requests/settle-request.js";
import { serial } from "../store/entities.js";
import { answerCall, type Handlers } from "./answer-call.js";
import { readHandshake } from "./handshake.js";
import { admitting, type Guard, letIn, surrounding } from "./letting-in.js";
import type { PresenceBoard } from "./presence.js";
import type { BotNamespace, BotSocket } from "./socket-server.js";

interface BotDoor {
  bots: BotNamespace;
  core: Core;
  dispatcher: Dispatcher;
  streams: Streams;
  cursors: Cursors;
  presence: PresenceBoard;
  origins: OriginPolicy;
  guard: Guard;
  log: Log;
}

/** What the calls need of a connection; the in-process host is one without a socket. */
export type BotPeer = Pick<BotSocket, "id" | "data" | "connected" | "emit">;

export interface BotCallContext extends AttemptContext {
  dispatcher: Dispatcher;
  streams: Streams;
  cursors: Cursors;
  presence: Pick<PresenceBoard, "botChanged">;
  socket: BotPeer;
  log: Pick<Log, "info">;
}

/** Lets bots in at namespace `/bots` with their keys. An instance gets requests from its `hello` on. */
export function openBotDoor({
  bots,
  core,
  dispatcher,
  streams,
  cursors,
  presence,
  origins,
  guard,
  log,
}: BotDoor): void {
  const admit = async (socket: BotSocket) => {
    const { key } = readHandshake(socket, BotHandshake, origins);
    const { actor, keyId } = await authenticateBot(core.store, key, core.now());
    guard.links.requireRested(actor);
    socket.data.actor = actor;
    socket.data.keyId = keyId;
  };
  bots.use(admitting(guard, admit, (err) => log.error({ err }, "handshake failed")));

  bots.on("connection", (socket) => {
    const { botId, botName } = socket.data.actor;
    log.info({ bot: botName, instance: socket.id }, "bot connected");
    const onFault = (error: unknown) => log.error({ err: error, bot: botName }, "call failed");
    letIn(guard, socket);
    const surroundings = surrounding(guard, socket, onFault);
    socket.onAny((name: string, ...args: unknown[]) => {
      void answerCall(
        botCalls,
        botHandlers,
        {
          core,
          dispatcher,
          streams,
          cursors,
          presence,
          socket,
          actor: socket.data.actor,
          instance: socket.id,
          log,
        },
        name,
        args,
        surroundings,
      );
    });
    socket.on("disconnect", (reason) => {
      log.info({ bot: botName, instance: socket.id, reason }, "bot disconnected");
      streams.detach(socket.id);
      dispatcher.detach(botId, socket.id);
      presence.botChanged(botId);
    });
  });
}

const handlers: Handlers<typeof botCalls, BotCallContext> = {
  async hello(
    { core, dispatcher, presence, socket, actor, log },
    { instance: name, hears, policy = serial, credit },
  ) {
    log.info({ bot: actor.botName, instance: socket.id, name }, "bot said hello");
    await core.store.bots.setHears(actor.botId, hears);
    await core.store.bots.setPolicy(actor.botId, policy);
    if (socket.connected) {
      const instance: Instance = {
        // A connection is an instance: what it held is free as soon as it is gone.
        id: socket.id,
        deliver: (request) => void socket.emit("request", request),
        cancel: (cancel) => void socket.emit("cancel", cancel),
      };
      await dispatcher.attach(actor, instance, credit);
      presence.botChanged(actor.botId);
    }
    const isManager = (await core.store.bots.find(actor.botId))?.isManager ?? false;
    return { bot: { id: actor.botId, name: actor.botName, isManager } };
  },
  ...attemptHandlers,
  say: ({ core, actor }, input) => say(core, actor, input),
  async leave({ core, actor }, { conversationId }) {
    await leaveAsBot(core, actor, conversationId);
    return {};
  },
  requests: ({ core, cursors, actor }, input) =>
    listRequests({ store: core.store, cursors }, { ...input, bot: actor.botId }),
  async done(context, input) {
    const { core, dispatcher, actor } = context;
    await holding(context, input, completeRequest(core, actor, input));
    dispatcher.settled(actor.botId, input.requestId, input.attempt);
    return {};
  },
  async fail(context, input) {
    const { core, dispatcher, streams, actor } = context;
    await streams.failing(actor, input);
    const answer = await holding(context, input, failRequest(core, actor, input));
    dispatcher.settled(actor.botId, input.requestId, input.attempt, "failed");
    return answer;
  },
  async credit({ dispatcher, actor, instance }, { credit }) {
    dispatcher.setCredit(actor.botId, instance, credit);
    return {};
  },
};

export const botHandlers = traced(handlers);
