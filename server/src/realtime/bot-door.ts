import { BotHandshake, botCalls } from "@natter/protocol";
import type { Dispatcher } from "../bots/dispatcher.js";
import type { Instance } from "../bots/lane-runner.js";
import type { Streams } from "../bots/streams.js";
import { askPeople } from "../chat/ask-people.js";
import type { Core } from "../chat/core.js";
import { leaveAsBot } from "../chat/leave-conversation.js";
import { recordReport } from "../chat/record-report.js";
import { recordStep } from "../chat/record-step.js";
import { say } from "../chat/say.js";
import { sendEffect } from "../chat/send-effect.js";
import { authenticateBot } from "../keys.js";
import type { Log } from "../log.js";
import type { OriginPolicy } from "../origins.js";
import type { Cursors } from "../requests/cursor.js";
import { listRequests } from "../requests/list-requests.js";
import { completeRequest, failRequest } from "../requests/settle-request.js";
import { answerCall, type Handlers } from "./answer-call.js";
import { readHandshake } from "./handshake.js";
import { admitting, type Guard, letIn } from "./letting-in.js";
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

export interface BotCallContext {
  core: Core;
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
    socket.data.actor = await authenticateBot(core.store, key, core.now());
  };
  bots.use(admitting(guard, admit));

  bots.on("connection", (socket) => {
    const { botId, botName } = socket.data.actor;
    log.info({ bot: botName, instance: socket.id }, "bot connected");
    const onFault = (error: unknown) => log.error({ err: error, bot: botName }, "call failed");
    const surroundings = letIn(guard, socket, onFault);
    socket.onAny((name: string, ...args: unknown[]) => {
      void answerCall(
        botCalls,
        botHandlers,
        { core, dispatcher, streams, cursors, presence, socket, log },
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

export const botHandlers: Handlers<typeof botCalls, BotCallContext> = {
  async hello({ core, dispatcher, presence, socket, log }, { instance: name, hears, credit }) {
    const { actor } = socket.data;
    log.info({ bot: actor.botName, instance: socket.id, name }, "bot said hello");
    await core.store.bots.setHears(actor.botId, hears);
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
    return { bot: { id: actor.botId, name: actor.botName } };
  },
  effect: ({ core, socket }, input) => sendEffect(core, socket.data.actor, input),
  async ask({ core, dispatcher, socket }, input) {
    const { actor } = socket.data;
    const answer = await askPeople(core, actor, input);
    // Nobody holds a request that waits: its instance is free for others.
    if (answer.outcome.type === "waiting")
      dispatcher.settled(actor.botId, input.requestId, input.attempt, "suspended");
    return answer;
  },
  step: ({ core, socket }, input) => recordStep(core, socket.data.actor, input),
  delta: ({ streams, socket }, input) => streams.add(socket.data.actor, socket.id, input),
  "delta.end": ({ streams, socket }, input) => streams.end(socket.data.actor, input),
  async report({ core, socket }, input) {
    await recordReport(core, socket.data.actor, input);
    return {};
  },
  say: ({ core, socket }, input) => say(core, socket.data.actor, input),
  async leave({ core, socket }, { conversationId }) {
    await leaveAsBot(core, socket.data.actor, conversationId);
    return {};
  },
  requests: ({ core, cursors, socket }, input) =>
    listRequests({ store: core.store, cursors }, { ...input, bot: socket.data.actor.botId }),
  async done({ core, dispatcher, socket }, input) {
    const { actor } = socket.data;
    await completeRequest(core, actor, input);
    dispatcher.settled(actor.botId, input.requestId, input.attempt);
    return {};
  },
  async fail({ core, dispatcher, streams, socket }, input) {
    const { actor } = socket.data;
    await streams.failing(actor, input);
    const answer = await failRequest(core, actor, input);
    dispatcher.settled(actor.botId, input.requestId, input.attempt, "failed");
    return answer;
  },
  async credit({ dispatcher, socket }, { credit }) {
    dispatcher.setCredit(socket.data.actor.botId, socket.id, credit);
    return {};
  },
};
