import type { botCalls, CallInput, CallReply, StepResult } from "@natter/protocol";
import type { BotActor } from "./actor.js";
import type { Core } from "./core.js";
import { findEffect } from "./find-effect.js";
import { requireAttempt } from "./require-attempt.js";

/**
 * Records what a step of a bot's work came to, so that later attempts need not do it again. Without a result
 * it only looks. The first result stands.
 */
export function recordStep(
  core: Core,
  actor: BotActor,
  { requestId, attempt, index, name, result }: CallInput<typeof botCalls, "step">,
): Promise<CallReply<typeof botCalls, "step">> {
  return core.submit({
    keys: { requests: [requestId], effects: [{ requestId, index }] },
    apply(work) {
      requireAttempt(work, actor, { requestId, attempt });
      const done = findEffect(work, { requestId, index, kind: "step", name });
      // The kind of the effect says which result it has.
      if (done) return { result: done.result as StepResult };
      if (result === null) return { result: null };
      const createdAt = core.now();
      work.addEffect({ requestId, index, kind: "step", name, messageId: null, result, createdAt });
      return { result };
    },
  });
}
