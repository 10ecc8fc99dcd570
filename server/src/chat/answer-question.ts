import type { AskOutcome } from "@natter/protocol";
import type { MessageEntity, RequestEntity } from "../store/entities.js";
import type { Workspace } from "../store/workspace.js";
import type { Core } from "./core.js";
import { presentMessage } from "./present.js";

/**
 * Takes a person's message as the answer to every question that waits in the conversation. Resolves to the
 * bots it has answered: for them it is no request of its own.
 */
export function answerQuestions(core: Core, work: Workspace, message: MessageEntity): Set<string> {
  const answered = new Set<string>();
  for (const request of work.waiting(message.conversationId)) {
    settleQuestion(core, work, request, {
      type: "answered",
      message: presentMessage(core.fileUrls, message),
    });
    answered.add(request.botId);
  }
  return answered;
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
