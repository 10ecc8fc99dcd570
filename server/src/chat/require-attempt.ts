import { failure } from "../errors.js";
import type { RequestEntity } from "../store/entities.js";
import type { Workspace } from "../store/workspace.js";
import type { BotActor } from "./actor.js";

/** The request, where this attempt is the one that holds it. Everything a bot does about a request starts here. */
export function requireAttempt(
  work: Workspace,
  actor: BotActor,
  { requestId, attempt }: { requestId: string; attempt: number },
): RequestEntity {
  const request = work.request(requestId);
  if (request?.botId !== actor.botId) {
    throw failure("not_found", "request.none");
  }
  if (request.status === "running" && request.attempt === attempt) return request;
  throw failure("fenced", "attempt.fenced");
}
