import type { Membership, NewConversationInput } from "@natter/protocol";
import { CallFailed, isWireError } from "./call-failed.js";
import type { NewChat } from "./transport.js";

const timeoutMs = 15_000;

/** `POST /conversations`. No cookie travels: the token in the answer is the only credential. */
export async function createConversation(
  server: string,
  chat: NewChat,
  signal: AbortSignal,
): Promise<Membership> {
  const body: NewConversationInput = {
    ...(chat.nickname && { nickname: chat.nickname }),
    ...(chat.bots.length > 0 && { bots: [...chat.bots] }),
  };
  let response: Response;
  let answer: unknown;
  try {
    response = await fetch(`${server}/api/v1/conversations`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
      credentials: "omit",
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    });
    answer = await response.json();
  } catch (error) {
    throw CallFailed.unreachable(error);
  }
  // The shape is the server's promise (`Membership`); the widget carries no schemas.
  if (response.ok) return answer as Membership;
  throw failure(response, answer);
}

/** An RFC 9457 problem with the code of the protocol's table, or whatever a proxy in between answered. */
function failure(response: Response, problem: unknown): CallFailed {
  const seconds = Number(response.headers.get("retry-after"));
  const retryAfterMs = seconds > 0 ? seconds * 1000 : 0;
  if (isWireError(problem)) {
    const { detail = "Refused" } = problem as { detail?: string };
    return new CallFailed({ retryAfterMs, ...problem, message: detail });
  }
  const code = response.status >= 500 ? "unavailable" : response.status === 429 ? "rate_limited" : "invalid";
  return new CallFailed({ code, message: `HTTP ${response.status}`, retryAfterMs });
}
