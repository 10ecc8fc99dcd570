import { History, type Message, parse } from "@natter/protocol";
import { startTestServer, type TestServer, type VisitorClient } from "../test-server.js";
import { fuzzedFrame, fuzzedRequest, isFatal, type Known } from "./frames.js";
import { Random } from "./random.js";

interface FuzzOptions {
  seed: number;
  /** Frames and requests together. */
  count: number;
  /** Stops after so long, whatever is left. */
  maxMs: number;
}

// A call that takes longer hangs; one that is merely slow shows in the figures.
const hangMs = 50_000;

export interface FuzzResult {
  frames: number;
  requests: number;
  /** What the server logged as its own fault. */
  faults: unknown[];
  /** HTTP answers that say `internal`, and what the schemas forbid but was stored. */
  complaints: string[];
  /** Calls of a healthy neighbour, each of which has to succeed; and the slowest of them. */
  neighbourCalls: number;
  neighbourSlowestMs: number;
}

/** Sends nonsense through both doors of a real server, while a neighbour goes on talking. */
export async function runFuzz({ seed, count, maxMs }: FuzzOptions): Promise<FuzzResult> {
  const random = new Random(seed);
  await using house = await startTestServer({ NATTER_ROOMS_ENABLED: "true" });
  const result: FuzzResult = {
    frames: 0,
    requests: 0,
    faults: house.faults,
    complaints: [],
    neighbourCalls: 0,
    neighbourSlowestMs: 0,
  };
  const { token, conversation, participant } = await house.create({ nickname: "Fuzz" });
  const victim = await house.visitor({ token });
  const sent = await victim.emitWithAck("message.send", { localId: "first", text: "hello" });
  if (!sent.ok) throw new Error(sent.error.message);
  const known = {
    conversationId: conversation.id,
    participantId: participant.id,
    messageId: sent.data.message.id,
  };
  const links: (VisitorClient | null)[] = [victim, null, null];
  const deadline = performance.now() + maxMs;
  let isOver = false;
  const neighbour = talk(house, result, () => isOver);
  while (result.frames + result.requests < count && performance.now() < deadline) {
    const requests = Array.from({ length: 8 }, () => request(house, random, known, token, result));
    for (let n = 0; n < 72; n += 1) {
      const frame = fuzzedFrame(random, known);
      // The first link gets only what must leave it alive; on the others anything goes.
      const at = isFatal(frame) ? 1 + random.below(2) : random.below(3);
      if (!links[at]?.connected) links[at] = await house.visitor({ token });
      links[at]?.io.engine.write(frame);
      result.frames += 1;
    }
    await Promise.all(requests);
    // Answered after all that came before: nothing piles up, and the first link has to be alive.
    const answer = await victim.timeout(hangMs).emitWithAck("feed.read", { after: 0, limit: 1 });
    if (!answer.ok) result.complaints.push(`the link that got readable frames answers ${answer.error.code}`);
  }
  isOver = true;
  await neighbour;
  await checkStored(house, token, known, result);
  return result;
}

async function request(
  house: TestServer,
  random: Random,
  known: Known,
  token: string,
  result: FuzzResult,
): Promise<void> {
  const { method, path, body } = fuzzedRequest(random, known);
  result.requests += 1;
  const headers: Record<string, string> = { "Content-Type": "application/json" };
  if (random.chance(0.9)) headers.Authorization = `Bearer ${token}`;
  const response = await fetch(house.url + path, { method, headers, body });
  const text = await response.text();
  if (response.status >= 500)
    result.complaints.push(`${method} ${path} ${body} → ${response.status} ${text}`);
}

/** Somebody in another conversation, who must not notice anything. */
async function talk(house: TestServer, result: FuzzResult, isOver: () => boolean): Promise<void> {
  const { token } = await house.create();
  const client = await house.visitor({ token });
  while (!isOver()) {
    const startedAt = performance.now();
    const localId = `n${result.neighbourCalls}`;
    const answer = await client.timeout(hangMs).emitWithAck("message.send", { localId, text: "still here" });
    if (!answer.ok) result.complaints.push(`the neighbour's send: ${answer.error.code}`);
    result.neighbourCalls += 1;
    result.neighbourSlowestMs = Math.max(result.neighbourSlowestMs, performance.now() - startedAt);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Everything that was stored reads back as the schemas want it. */
async function checkStored(
  house: TestServer,
  token: string,
  known: Known,
  result: FuzzResult,
): Promise<void> {
  const seen: Message[] = [];
  for (let before: number | undefined; ; ) {
    const query = before === undefined ? "?limit=200" : `?limit=200&before=${before}`;
    const address = `${house.url}/api/v1/conversations/${known.conversationId}/messages${query}`;
    const response = await fetch(address, { headers: { Authorization: `Bearer ${token}` } });
    const body: unknown = await response.json();
    const page = parse(History, body);
    if (!page.ok) {
      result.complaints.push(`stored against a schema: ${JSON.stringify(page.faults)}`);
      return;
    }
    seen.push(...page.value.messages);
    before = page.value.messages[0]?.seq;
    if (!page.value.hasMore || before === undefined) break;
  }
  for (const message of seen) {
    const text = "text" in message ? message.text : "";
    if (text.length > 10_000 || text.includes("\0") || !text.isWellFormed()) {
      result.complaints.push(`stored text that is forbidden, in message ${message.id}`);
    }
  }
}
