import type { Core } from "../chat/core.js";

const slice = 200;
// A bot that is only restarted is back before.
const stalledMs = 15_000;

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
            // A held one shows nothing, and must not look finished to who decides on it.
            if (messageId === null || work.message(messageId)?.seq === null) continue;
            work.changeMessage(messageId, { streamState: "interrupted" });
          }
        },
      }),
    ),
  );
}
