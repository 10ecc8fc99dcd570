import { botCalls, visitorCalls } from "@natter/protocol";
import { mangled, nonsense, spoilt } from "./nonsense.js";
import type { Random } from "./random.js";

/** Ids that exist, so that what is fuzzed gets beyond the first look-up. */
export interface Known {
  conversationId: string;
  participantId: string;
  messageId: string;
}

/** One good input of each call, as far as the fuzzer knows it; of others an object with usual fields. */
function goodInput(random: Random, call: string, known: Known): Record<string, unknown> {
  const localId = `f${random.below(1e9)}`;
  switch (call) {
    case "message.send":
      return { localId, text: "hello", metadata: { a: [1, { b: "c" }] }, quotedMessageId: known.messageId };
    case "message.edit":
      return { messageId: known.messageId, text: "changed" };
    case "feed.read":
      return { after: random.below(50), limit: 1 + random.below(200) };
    case "history.read":
      return { before: random.below(50), limit: 1 + random.below(200) };
    case "participant.rename":
      return { nickname: "Fuzz" };
    case "hello":
      return { instance: "fuzz", hears: ["message"], credit: random.below(5) };
    case "effect":
      return { requestId: known.messageId, attempt: 1, index: 0, effect: { type: "send", text: "hi" } };
    default:
      return { isTyping: true, seq: random.below(20), messageId: known.messageId, attempt: 1, credit: 1 };
  }
}

// What ends the fuzzer's own conversation is left to other tests.
const calls = [...Object.keys(visitorCalls), ...Object.keys(botCalls)].filter(
  (name) => name !== "conversation.leave" && name !== "conversation.end",
);

/** One Socket.IO frame, from almost good to no frame at all. */
export function fuzzedFrame(random: Random, known: Known): string {
  const call = random.chance(0.9) ? random.pick(calls) : (JSON.stringify(nonsense(random)) ?? "");
  const input = spoilt(random, goodInput(random, call, known));
  const args = random.chance(0.9) ? [call, input] : [call, input, nonsense(random), nonsense(random)];
  // Higher than any id of the client's own calls: an answer to a fuzzed frame is none to them.
  const id = random.chance(0.8) ? String(1_000_000 + random.below(1000)) : "";
  const frame = `2${id}${JSON.stringify(random.chance(0.95) ? args : nonsense(random))}`;
  if (random.chance(0.7)) return frame;
  if (random.chance(0.1)) return `${random.below(10)}${frame.slice(1)}`;
  return mangled(random, frame);
}

/** Frames that Socket.IO takes for the end, or as a reason to close: they are sent on links that may die. */
export function isFatal(frame: string): boolean {
  return !/^2(\d*)\[/u.test(frame) || frame.startsWith("2/");
}

/** One HTTP request: a route, mostly of the table, with a body that is mostly wrong. */
export function fuzzedRequest(
  random: Random,
  known: Known,
): { method: string; path: string; body: string | null } {
  const paths = [
    "/conversations",
    `/conversations/${known.conversationId}`,
    `/conversations/${known.conversationId}/messages`,
    `/conversations/${known.conversationId}/join`,
    `/conversations/${known.conversationId}/participants/${known.participantId}`,
    `/conversations/${known.conversationId}/messages/${known.messageId}`,
    "/admin/requests",
    "/bots",
    "/token",
  ];
  const query = random.chance(0.3)
    ? `?${random.pick(["after", "before", "limit", "cursor", "since"])}=${encodeURIComponent(String(random.pick(["-1", "1e9", "9".repeat(40), "x", "now", "%00", "[]"])))}`
    : "";
  const path = random.chance(0.9)
    ? random.pick(paths)
    : `/${encodeURIComponent((JSON.stringify(nonsense(random)) ?? "").toWellFormed())}`;
  const method = random.pick(["GET", "POST", "PATCH", "DELETE", "PUT", "OPTIONS"]);
  const good = JSON.stringify(
    spoilt(random, {
      localId: `r${random.below(1e9)}`,
      text: "hello",
      nickname: "Fuzz",
      metadata: { a: 1 },
      bots: [],
    }),
  );
  const hasBody = method !== "GET" && method !== "OPTIONS";
  const body = random.chance(0.7) ? good : mangled(random, good ?? "{}");
  return { method, path: `/api/v1${path}${query}`, body: hasBody ? (body ?? "null") : null };
}
