import { settleQuestion } from "../chat/answer-question.js";
import type { Core } from "../chat/core.js";

const slice = 200;

/**
 * Lets the requests go on whose question nobody has answered in time. Whether their bots live plays no part:
 * the time is in the database. An answer that comes in the same moment wins or loses inside the commit.
 */
export async function timeOutQuestions(core: Core): Promise<void> {
  const due = await core.store.lanes.overdue(core.now(), slice);
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
