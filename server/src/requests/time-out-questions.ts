import { settleQuestion } from "../chat/answer-question.js";
import type { Core } from "../chat/core.js";

const slice = 200;
// A bot that is only restarted is back before.
const stalledMs = 15_000;

/**
 * Lets the requests go on whose question nobody has answered in time. Whether their bots live plays no part:
 * the time is in the database. An answer that comes in the same moment wins or loses inside the commit.
 */
export async function timeOutQuestions(core: Core): Promise<void> {
  const due = await core.store.lanes.due(core.now(), slice);
  await Promise.all(
    due.map((id) =>
      core.submit({
        keys: { requests: [id] },
        apply(work) {
          const request = work.request(id);
          if (request?.status !== "waiting" || request.availableAt > core.now()) return;
          settleQuestion(core, work, request, { type: "timed-out" });
        },
      }),
    ),
  );
}

/** A message whose bot has gone is shown as broken off, until an attempt goes on writing it. */
export async function markStalledStreams(core: Core): Promise<void> {
  const stalled = await core.store.lanes.stalled(core.now() - stalledMs, slice);
  await Promise.all(
    stalled.map((id) =>
      core.submit({
        keys: { requests: [id] },
        apply(work) {
          if (work.request(id)?.status !== "pending") return;
          for (const { messageId } of work.openStreams(id)) {
            if (messageId !== null) work.changeMessage(messageId, { streamState: "interrupted" });
          }
        },
      }),
    ),
  );
}

/** Looks every `everyMs`, one round at a time. */
export function startQuestionTimer(
  core: Core,
  everyMs: number,
  onFault: (error: unknown) => void,
): Disposable {
  let isLooking = false;
  const timer = setInterval(() => {
    if (isLooking) return;
    isLooking = true;
    Promise.all([timeOutQuestions(core), markStalledStreams(core)])
      .catch(onFault)
      .finally(() => {
        isLooking = false;
      });
  }, everyMs);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}
