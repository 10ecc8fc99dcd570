import { type BotHost, botCalls } from "@natter/protocol";
import type { BotActor } from "../chat/actor.js";
import { answerCall, type CallSurroundings } from "./answer-call.js";
import { type BotCallContext, type BotPeer, botHandlers } from "./bot-door.js";
import { createHostFiles } from "./in-process-files.js";

interface InProcessHost extends Omit<BotCallContext, "socket" | "actor" | "instance"> {
  onFault(error: unknown): void;
}

/**
 * The bots' door without a socket: the same calls, parsed by the same schemas, answered by the same handlers.
 * What crosses is copied, so that a bot cannot change what the server holds.
 */
export function createBotHost(actor: BotActor, { onFault, ...house }: InProcessHost): BotHost {
  // It runs in the server's own house: nothing limits or counts its calls.
  const surroundings: CallSurroundings = {
    language: "en",
    refusal: () => null,
    onAnswered: () => {},
    onFault,
  };
  return {
    ...createHostFiles(actor, house.core, onFault),
    connect(listener) {
      let isOpen = true;
      const id = house.core.newId();
      const peer = {
        id,
        data: { actor },
        get connected() {
          return isOpen;
        },
        // In a turn of its own: whoever caused this is answered first, and a handler never runs inside a verb.
        emit(name: never, payload: never) {
          setImmediate(() => isOpen && listener.event(name, structuredClone(payload)));
          return true;
        },
      } as BotPeer;
      return {
        call: (name, input) =>
          new Promise((resolve) => {
            if (!isOpen) {
              const message = "The connection is closed.";
              resolve({ ok: false, error: { code: "unavailable", message } });
              return;
            }
            const answer = (reply: unknown) => resolve(structuredClone(reply) as never);
            void answerCall(
              botCalls,
              botHandlers,
              { ...house, socket: peer, actor, instance: id },
              name,
              [input, answer],
              surroundings,
            );
          }),
        close() {
          if (!isOpen) return;
          isOpen = false;
          house.dispatcher.detach(actor.botId, id);
          house.presence.botChanged(actor.botId);
        },
      };
    },
  };
}
