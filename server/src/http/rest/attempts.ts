import type { attemptRestCalls } from "@natter/protocol";
import { attemptCalls } from "../../bots/attempt-calls.js";
import type { BotActor } from "../../chat/actor.js";
import type { RestHandlers, RestServices } from "./call.js";

/** Bots that come by REST have no connection that could go: their streams end with the attempt. */
const instance = "rest";

export function attemptHandlers({
  core,
  bots,
}: RestServices): Pick<RestHandlers, keyof typeof attemptRestCalls> {
  const by = (actor: BotActor) => ({ core, ...bots(), actor, instance });
  return {
    performEffect: ({ actor, body }) => attemptCalls.effect(by(actor), body),
    askPeople: ({ actor, body }) => attemptCalls.ask(by(actor), body),
    recordStep: ({ actor, body }) => attemptCalls.step(by(actor), body),
    addReport: ({ actor, body }) => attemptCalls.report(by(actor), body),
    addDelta: ({ actor, body }) => attemptCalls.delta(by(actor), body),
    endDelta: ({ actor, body }) => attemptCalls["delta.end"](by(actor), body),
  };
}
