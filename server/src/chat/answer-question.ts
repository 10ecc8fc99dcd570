import type { AskOutcome, Message } from "@natter/protocol";
import type { MessageEntity, RequestEntity } from "../store/entities.js";
import type { Workspace } from "../store/workspace.js";
import type { Core } from "./core.js";
import { managerOf } from "./policy.js";
import { presentMessage } from "./present.js";

/**
 * Takes a person's message as the answer to the questions that wait in the conversation: of every bot, or, where there is
 * a manager, of the manager alone. Returns the bots it has answered: for them it is no request of its own.
 */
export function answerQuestions(core: Core, work: Workspace, message: MessageEntity): Set<string> {
  const manager = managerOf(work.participants(message.conversationId));
  const answered = new Set<string>();
  for (const request of work.waiting(message.conversationId)) {
    if (manager && request.botId !== manager.botId) continue;
    if (answerQuestion(core, work, request, presentMessage(core.fileUrls, message)))
      answered.add(request.botId);
  }
  return answered;
}

/** What a manager sends on to a bot that waits for an answer is that answer. Returns the request that goes on, if any. */
export function answerByRedirect(
  core: Core,
  work: Workspace,
  botId: string,
  message: Message,
): RequestEntity | undefined {
  return work
    .waiting(message.conversationId)
    .find((request) => request.botId === botId && answerQuestion(core, work, request, message));
}

/** False where the message was said before people saw the question. */
function answerQuestion(core: Core, work: Workspace, request: RequestEntity, message: Message): boolean {
  const id = work.openQuestion(request.id)?.messageId;
  const askedAt = id == null ? null : (work.message(id)?.seq ?? null);
  if (askedAt === null || message.seq < askedAt) return false;
  settleQuestion(core, work, request, { type: "answered", message });
  return true;
}

/** A question that nobody will see is one that nobody answers in time. */
export function dropQuestion(core: Core, work: Workspace, message: MessageEntity): void {
  for (const request of work.waiting(message.conversationId)) {
    if (work.openQuestion(request.id)?.messageId === message.id)
      settleQuestion(core, work, request, { type: "timed-out" });
  }
}

/** The request goes on, with the next attempt. */
export function settleQuestion(
  core: Core,
  work: Workspace,
  request: RequestEntity,
  outcome: AskOutcome,
): void {
  const question = work.openQuestion(request.id);
  if (!question) throw new Error(`request ${request.id} waits for nothing`);
  const now = core.now();
  work.recordResult(question, outcome);
  work.changeRequest(request.id, { status: "pending", availableAt: now, updatedAt: now });
  work.wake(request);
}

/** With the conversation's end nobody can answer any more. */
export function dropQuestions(core: Core, work: Workspace, conversationId: string): void {
  const error = "the conversation ended before an answer";
  for (const request of work.waiting(conversationId)) {
    work.changeRequest(request.id, { status: "dead", error, updatedAt: core.now() });
    work.wake(request);
  }
}
