import type { botCalls, CallInput } from "@natter/protocol";
import type { BotActor } from "./actor.js";
import type { Core } from "./core.js";
import { findEffect } from "./find-effect.js";
import { requireAttempt } from "./require-attempt.js";

/** Adds to a request's history what its bot used for the answer, whole or not at all. The first report stands. */
export async function recordReport(
  core: Core,
  actor: BotActor,
  { requestId, attempt, index, report }: CallInput<typeof botCalls, "report">,
): Promise<void> {
  await core.submit({
    keys: { requests: [requestId], effects: [{ requestId, index }] },
    apply(work) {
      const request = requireAttempt(work, actor, { requestId, attempt });
      if (findEffect(work, { requestId, index, kind: "report", name: null })) return;
      const createdAt = core.now();
      const before = request.response ?? { messages: [] };
      const reports = [...(before.reports ?? []), report];
      work.addEffect({
        requestId,
        index,
        kind: "report",
        name: null,
        messageId: null,
        result: null,
        createdAt,
      });
      work.changeRequest(requestId, { response: { ...before, reports }, updatedAt: createdAt });
    },
  });
}
