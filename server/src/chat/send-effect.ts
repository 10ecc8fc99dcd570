import type { botCalls, CallInput, Effect, SentMessage } from "@natter/protocol";
import { failure, NatterError } from "../errors.js";
import { heldFile } from "../files/held-file.js";
import { linkedFile } from "../files/linked-file.js";
import type { MessageFile, ParticipantEntity, RequestEntity } from "../store/entities.js";
import type { SnapshotKeys } from "../store/snapshot.js";
import type { Workspace } from "../store/workspace.js";
import type { BotActor } from "./actor.js";
import type { Order } from "./command-order.js";
import type { Core } from "./core.js";
import { findEffect } from "./find-effect.js";
import { lineageOf } from "./lineage.js";
import { type Decision, performCommand } from "./perform-command.js";
import { postMessage } from "./post-message.js";
import { presentAnyMessage } from "./present.js";
import { requireAttempt } from "./require-attempt.js";
import { sendAsManager } from "./send-as-manager.js";
import { requireVoice } from "./speak-for-request.js";
import { keysOfDecision } from "./target-keys.js";
import { withSaid } from "./with-said.js";

type Send = Extract<Effect, { type: "send" }>;

/**
 * Does one thing that a bot answers with. Keyed by (request, index): a re-run of the bot's code finds what
 * the attempt before it did and repeats nothing. An attempt that was overtaken is `fenced`.
 */
export async function sendEffect(
  core: Core,
  actor: BotActor,
  input: CallInput<typeof botCalls, "effect">,
): Promise<SentMessage> {
  const { requestId, index, attempt, effect } = input;
  const keys =
    effect.type === "send"
      ? keysOfSend(effect)
      : keysOfDecision(await core.store.moderation.message(effect.messageId), effect);
  return core.submit({
    keys: { ...keys, requests: [requestId], effects: [{ requestId, index }] },
    apply(work) {
      const request = requireAttempt(work, actor, { requestId, attempt });
      const { type: kind } = effect;
      const done = findEffect(work, { requestId, index, kind, name: null });
      const stored = done?.messageId != null && work.message(done.messageId);
      if (stored) return { message: presentAnyMessage(core.fileUrls, stored), duplicate: true };
      const { self } = requireVoice(work, request);
      const order: Order = {
        actorKind: "bot",
        actorId: actor.botId,
        commandKey: `${requestId}:${index}`,
        conversationId: request.conversationId,
        lineage: lineageOf(request),
      };
      const message =
        effect.type === "send"
          ? send(core, work, actor, request, self, effect, order)
          : decide(core, work, self, effect, order);
      const createdAt = core.now();
      work.addEffect({ requestId, index, kind, name: null, messageId: message.id, result: null, createdAt });
      if (effect.type === "send")
        work.changeRequest(requestId, { response: withSaid(request, message), updatedAt: createdAt });
      return { message: presentAnyMessage(core.fileUrls, message), duplicate: false };
    },
  });
}

function keysOfSend(effect: Send): SnapshotKeys {
  return {
    ...("fileKey" in effect && effect.fileKey !== null && { files: [effect.fileKey] }),
    ...(effect.quotedMessageId !== null && { messages: [effect.quotedMessageId] }),
  };
}

function send(
  core: Core,
  work: Workspace,
  actor: BotActor,
  request: RequestEntity,
  self: ParticipantEntity,
  effect: Send,
  order: Order,
) {
  const { approve, to, onBehalfOf } = effect;
  if (approve || to !== null || onBehalfOf !== null) requireManager(self);
  const { conversation } = requireVoice(work, request);
  const draft = {
    type: effect.messageType,
    localId: order.commandKey,
    text: effect.text,
    file: fileOf(work, actor, conversation.id, effect),
    options: effect.options.map((option) => option.text),
    quotedMessageId: effect.quotedMessageId,
    metadata: effect.metadata,
    lineage: order.lineage,
  };
  if (self.role !== "manager") return postMessage(core, work, conversation, self, draft);
  return sendAsManager(core, work, order, conversation, draft, { self, approve, to, onBehalfOf });
}

function decide(core: Core, work: Workspace, self: ParticipantEntity, decision: Decision, order: Order) {
  requireManager(self);
  return performCommand(core, work, order, decision);
}

function requireManager({ role }: ParticipantEntity): void {
  if (role !== "manager") throw failure("forbidden", "bot.noManager");
}

/** What the effect sends besides its text. A file that the bot uploaded now belongs to the conversation. */
function fileOf(work: Workspace, actor: BotActor, conversationId: string, effect: Send): MessageFile | null {
  if (effect.messageType === "text") return null;
  if (effect.externalFileUrl !== null) return linkedFile(effect.externalFileUrl);
  const key = effect.fileKey ?? "";
  const file = work.file(key);
  if (file?.botId !== actor.botId) throw wrongKey("names no file that this bot uploaded within the last day");
  if (file.type !== effect.messageType) throw wrongKey(`was uploaded for the type "${file.type}"`);
  if (file.conversationId !== null) throw failure("conflict", "file.used");
  work.changeFile(key, { conversationId });
  return heldFile(file);
}

function wrongKey(message: string): NatterError {
  return new NatterError("invalid", `fileKey ${message}`, { details: [{ field: "fileKey", message }] });
}
