import type { botCalls, CallInput, SentMessage } from "@natter/protocol";
import { failure } from "../errors.js";
import type { EffectEntity, MessageEntity, StreamState } from "../store/entities.js";
import type { Workspace } from "../store/workspace.js";
import type { BotActor } from "./actor.js";
import { askBots } from "./ask-bots.js";
import type { Core } from "./core.js";
import { findEffect } from "./find-effect.js";
import { lineageOf } from "./lineage.js";
import { postMessage } from "./post-message.js";
import { presentAnyMessage } from "./present.js";
import { requireAttempt } from "./require-attempt.js";
import { requireVoice } from "./speak-for-request.js";
import { withSaid } from "./with-said.js";

type OfEffect = CallInput<typeof botCalls, "delta.end">;

/** Begins a message with its first text. A later attempt begins the same message anew. */
export function beginStream(
  core: Core,
  actor: BotActor,
  input: CallInput<typeof botCalls, "delta">,
): Promise<{ message: MessageEntity; isFinal: boolean }> {
  const { requestId, attempt, index, text, quotedMessageId, metadata } = input;
  return core.submit({
    keys: {
      requests: [requestId],
      effects: [{ requestId, index }],
      ...(quotedMessageId !== null && { messages: [quotedMessageId] }),
    },
    apply(work) {
      const request = requireAttempt(work, actor, { requestId, attempt });
      const done = findEffect(work, { requestId, index, kind: "stream", name: null });
      if (done) {
        const before = messageOf(work, done);
        if (done.result !== null) return { message: before, isFinal: true };
        const message = work.changeMessage(before.id, { text, streamState: "streaming" });
        return { message, isFinal: false };
      }
      const { conversation, self } = requireVoice(work, request);
      const message = postMessage(core, work, conversation, self, {
        type: "text",
        localId: `${requestId}:${index}`,
        text,
        file: null,
        options: [],
        quotedMessageId,
        metadata,
        isStreaming: true,
        lineage: lineageOf(request),
      });
      const createdAt = core.now();
      const messageId = message.id;
      work.addEffect({ requestId, index, kind: "stream", name: null, messageId, result: null, createdAt });
      return { message, isFinal: false };
    },
  });
}

/** Stores the text so far, for whoever joins late and for the case that the bot does not come back. */
export function checkpointStream(core: Core, actor: BotActor, of: OfEffect, text: string): Promise<void> {
  return core.submit({
    keys: { requests: [of.requestId], effects: [of] },
    apply(work) {
      requireAttempt(work, actor, of);
      const open = findEffect(work, { ...of, kind: "stream", name: null });
      if (open?.result !== null || open.messageId === null) return;
      work.changeMessage(open.messageId, { text });
    },
  });
}

/** The message is whole. `text` is null when this server holds no more of it than what is stored. */
export function endStream(
  core: Core,
  actor: BotActor,
  of: OfEffect,
  text: string | null,
): Promise<SentMessage> {
  return core.submit({
    keys: { requests: [of.requestId], effects: [of] },
    apply(work) {
      requireAttempt(work, actor, of);
      const effect = findEffect(work, { ...of, kind: "stream", name: null });
      if (!effect) throw failure("not_found", "stream.none", { index: of.index });
      if (effect.result !== null)
        return { message: presentAnyMessage(core.fileUrls, messageOf(work, effect)), duplicate: true };
      const message = closeStream(core, work, effect, null, text);
      return { message: presentAnyMessage(core.fileUrls, message), duplicate: false };
    },
  });
}

/** What was begun and not finished stays as it is, and says so: nobody will go on writing it. */
export function interruptStreams(core: Core, work: Workspace, requestId: string): void {
  for (const effect of work.openStreams(requestId)) closeStream(core, work, effect, "interrupted", null);
}

/** Ends the writing, and notes in the history what was said. */
export function closeStream(
  core: Core,
  work: Workspace,
  effect: EffectEntity,
  streamState: StreamState | null,
  text: string | null,
): MessageEntity {
  const before = messageOf(work, effect);
  const message = work.changeMessage(before.id, { streamState, ...(text !== null && { text }) });
  work.recordResult(effect, { type: "ended" });
  const request = work.request(effect.requestId);
  if (message.seq === null) askBots(core, work, message, request?.request.traceparent ?? null);
  if (request)
    work.changeRequest(request.id, { response: withSaid(request, message), updatedAt: core.now() });
  return message;
}

function messageOf(work: Workspace, effect: EffectEntity): MessageEntity {
  const message = effect.messageId === null ? undefined : work.message(effect.messageId);
  if (!message) throw new Error(`the message of effect ${effect.index} is gone`);
  return message;
}
