import { BotHandshake, botCalls } from "@natter/protocol";
import type { Dispatcher } from "../bots/dispatcher.js";
import type { Instance } from "../bots/lane-runner.js";
import type { Core } from "../chat/core.js";
import { sendEffect } from "../chat/send-effect.js";
import { authenticateBot } from "../keys.js";
import type { Log } from "../log.js";
import type { OriginPolicy } from "../origins.js";
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
  presence: Pick<PresenceBoard, "botChanged">;
  socket: BotPeer;
  log: Pick<Log, "info">;
}

/** Lets bots in at namespace `/bots` with their keys. An instance gets requests from its `hello` on. */
export function openBotDoor({ bots, core, dispatcher, presence, origins, guard, log }: BotDoor): void {
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
        { core, dispatcher, presence, socket, log },
        name,
        args,
        surroundings,
      );
    });
    socket.on("disconnect", (reason) => {
      log.info({ bot: botName, instance: socket.id, reason }, "bot disconnected");
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
  async done({ core, dispatcher, socket }, input) {
    const { actor } = socket.data;
    await completeRequest(core, actor, input);
    dispatcher.settled(actor.botId, input.requestId, input.attempt);
    return {};
  },
  async fail({ core, dispatcher, socket }, input) {
    const { actor } = socket.data;
    const answer = await failRequest(core, actor, input);
    dispatcher.settled(actor.botId, input.requestId, input.attempt, "failed");
    return answer;
  },
  async credit({ dispatcher, socket }, { credit }) {
    dispatcher.setCredit(socket.data.actor.botId, socket.id, credit);
    return {};
  },
};
