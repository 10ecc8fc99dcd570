import type { CommandType, Effect } from "@natter/protocol";
import { failure } from "../errors.js";
import { approval, type CommandEntity, type MessageEntity } from "../store/entities.js";
import type { Workspace } from "../store/workspace.js";
import { dropQuestion } from "./answer-question.js";
import { noteCommand, type Order } from "./command-order.js";
import type { Core } from "./core.js";
import { requireOpen } from "./policy.js";
import { publishMessage, requireQuotable } from "./post-message.js";
import { redirectMessage } from "./redirect-message.js";

/** A command about a message that exists. */
export type Decision = Exclude<Effect, { type: "send" }>;
type Of<Type extends CommandType> = Extract<Decision, { type: Type }>;

/** What a command came to. */
interface Verdict {
  message: MessageEntity;
  outcome: CommandEntity["outcome"];
  /** What its record says besides what it asked for. */
  noted?: Record<string, unknown>;
}

/**
 * Does what a manager, a moderator or a policy decided about a message, and writes its record in the same unit: both
 * are stored, with everything that is sent because of it, or neither. The caller has checked that it is no repeat, and
 * that whoever decides may.
 */
export function performCommand(core: Core, work: Workspace, order: Order, decision: Decision): MessageEntity {
  const target = requireTarget(work, order.conversationId, decision.messageId);
  const id = core.newId();
  const { message, outcome, noted } = carryOut(core, work, order, decision, target, id);
  const { type, messageId, ...asked } = decision;
  noteCommand(core, work, order, { id, type, messageId, details: { ...asked, ...noted }, outcome });
  return message;
}

function carryOut(
  core: Core,
  work: Workspace,
  order: Order,
  decision: Decision,
  target: MessageEntity,
  id: string,
): Verdict {
  switch (decision.type) {
    case "approve":
      return approve(work, target);
    case "reject":
      return reject(core, work, target);
    case "rewrite":
      return rewrite(work, target, decision);
    case "hold":
      return hold(core, work, target, decision);
    case "redirect":
      return redirect(core, work, order, target, decision, id);
  }
}

function approve(work: Workspace, target: MessageEntity): Verdict {
  if (target.seq !== null) return { message: target, outcome: "unchanged" };
  requireDraft(work, target);
  return { message: publishMessage(work, target), outcome: "done" };
}

/** Also after the conversation's end: it is what happens to a draft then anyway. */
function reject(core: Core, work: Workspace, target: MessageEntity): Verdict {
  if (target.approvalStatus === approval.rejected) return { message: target, outcome: "unchanged" };
  requireUndecided(target);
  const message = work.changeMessage(target.id, {
    approvalStatus: approval.rejected,
    holdUntil: null,
    holdThen: null,
  });
  dropQuestion(core, work, message);
  return { message, outcome: "done" };
}

function rewrite(work: Workspace, target: MessageEntity, { text }: Of<"rewrite">): Verdict {
  requireDraft(work, target);
  return {
    message: publishMessage(work, target, { text }),
    outcome: "done",
    noted: { previousText: target.text },
  };
}

function hold(core: Core, work: Workspace, target: MessageEntity, { timeoutMs, then }: Of<"hold">): Verdict {
  requireDraft(work, target);
  const holdUntil = core.now() + timeoutMs;
  const message = work.changeMessage(target.id, { holdUntil, holdThen: then });
  return { message, outcome: "done", noted: { until: holdUntil } };
}

function redirect(
  core: Core,
  work: Workspace,
  order: Order,
  target: MessageEntity,
  { to, overrides }: Of<"redirect">,
  commandId: string,
): Verdict {
  const conversation = work.conversation(target.conversationId);
  if (!conversation) throw failure("not_found", "message.none");
  requireOpen(conversation);
  requireWhole(target);
  if (overrides?.quotedMessageId != null) requireQuotable(work, conversation, overrides.quotedMessageId);
  const requests = redirectMessage(core, work, target, { to, overrides, commandId, lineage: order.lineage });
  return { message: target, outcome: "done", noted: { requests } };
}

function requireTarget(work: Workspace, conversationId: string, messageId: string): MessageEntity {
  const target = work.message(messageId);
  if (target?.conversationId !== conversationId) throw failure("not_found", "message.none");
  if (target.type === "system") throw failure("conflict", "draft.system");
  return target;
}

/** A message that can still be published. */
function requireDraft(work: Workspace, target: MessageEntity): void {
  requireUndecided(target);
  const conversation = work.conversation(target.conversationId);
  if (conversation) requireOpen(conversation);
}

function requireUndecided(target: MessageEntity): void {
  requireWhole(target);
  if (target.seq !== null) throw failure("conflict", "draft.published");
  if (target.approvalStatus === approval.rejected) throw failure("conflict", "draft.rejected");
}

function requireWhole(target: MessageEntity): void {
  if (target.deletedAt !== null) throw failure("conflict", "draft.tombstone");
  if (target.streamState === "streaming") throw failure("conflict", "draft.streaming");
}
