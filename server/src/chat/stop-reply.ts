import { failure } from "../errors.js";
import type { VisitorActor } from "./actor.js";
import type { Core } from "./core.js";
import { permit, requirePresence } from "./policy.js";
import { closeStream } from "./write-stream.js";

/** What was stopped: the attempt that was writing has no purpose any more. */
export interface Stopped {
  botId: string;
  requestId: string;
  attempt: number;
}

/**
 * Stops a bot's message that is still being written: what there is of it stays, and its request is done. Null
 * when it was finished already. `text` is what the visitor may have seen beyond what is stored.
 */
export async function stopReply(
  core: Core,
  actor: VisitorActor,
  conversationId: string,
  messageId: string,
  text: string | null,
): Promise<Stopped | null> {
  permit("reply.stop", actor, conversationId);
  const requestId = await writingRequest(core, actor, messageId);
  if (requestId === null) return null;
  return core.submit({
    keys: { requests: [requestId], messages: [messageId] },
    apply(work) {
      requirePresence(work, actor);
      const request = work.request(requestId);
      const effect = work.openStreams(requestId).find((open) => open.messageId === messageId);
      if (!request || !effect) return null;
      closeStream(core, work, effect, null, text);
      const updatedAt = core.now();
      const latencyMs = Math.max(0, updatedAt - request.createdAt);
      work.changeRequest(requestId, { status: "done", leasedBy: null, latencyMs, error: null, updatedAt });
      work.wake(request);
      return { botId: request.botId, requestId, attempt: request.attempt };
    },
  });
}

/** The request that this message answers; an answer is named after its request and its index. */
function writingRequest(core: Core, actor: VisitorActor, messageId: string): Promise<string | null> {
  return core.submit({
    keys: { conversations: [actor.conversationId], messages: [messageId] },
    apply(work) {
      requirePresence(work, actor);
      const message = work.message(messageId);
      if (message?.conversationId !== actor.conversationId || message.seq === null) {
        throw failure("not_found", "message.none");
      }
      return message.streamState === "streaming" ? (message.localId?.split(":")[0] ?? null) : null;
    },
  });
}
