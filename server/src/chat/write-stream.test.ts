import { expect, it } from "vitest";
import { leaseRequest } from "../requests/lease-request.js";
import { markStalledStreams } from "../requests/mark-stalled-streams.js";
import { failRequest, releaseRequest } from "../requests/settle-request.js";
import { openTestCore } from "../testing/test-core.js";
import { createConversation } from "./create-conversation.js";
import { sendMessage } from "./send-message.js";
import { beginStream, checkpointStream } from "./write-stream.js";

it("[F206] a message whose bot stays away is marked as interrupted until an attempt goes on, and for good when none will", async () => {
  await using house = await openTestCore();
  // However slow the machine is.
  house.setTime(1_000_000);
  const bot = await house.addBot("poet");
  const start = { nickname: "Ann", name: null, bots: ["poet"], metadata: null };
  const { actor, conversation } = await createConversation(house.core, null, start);
  const hi = { type: "text" as const, localId: "1", text: "hi", quotedMessageId: null, metadata: null };
  await sendMessage(house.core, actor, conversation.id, hi);
  const lease = async () => {
    const lane = { botId: bot.botId, conversationId: conversation.id };
    const leased = await leaseRequest(house.core, lane, "one");
    if (leased.type !== "leased") throw new Error(`expected a lease, got ${leased.type}`);
    return { requestId: leased.request.requestId, attempt: leased.request.attempt, index: 0 };
  };
  const begin = (of: Awaited<ReturnType<typeof lease>>, text: string) =>
    beginStream(house.core, bot, { ...of, from: 0, text, quotedMessageId: null, metadata: null });
  const shown = async () => {
    const page = await house.store.feed.messagesBefore(conversation.id, 1e9, 50);
    return [page?.messages.at(-1)?.text, page?.messages.at(-1)?.streamState];
  };

  const first = await lease();
  await begin(first, "Roses");
  await checkpointStream(house.core, bot, first, "Roses are");
  await releaseRequest(house.core, first);
  await markStalledStreams(house.core);
  expect(await shown()).toEqual(["Roses are", "streaming"]);
  house.advance(16_000);
  await markStalledStreams(house.core);
  expect(await shown()).toEqual(["Roses are", "interrupted"]);
  const second = await lease();
  await expect(checkpointStream(house.core, bot, first, "x")).rejects.toMatchObject({ code: "fenced" });
  await begin(second, "Tulips");
  expect(await shown()).toEqual(["Tulips", "streaming"]);
  await failRequest(house.core, bot, { ...second, error: "no ink", isRetryable: false });
  expect(await shown()).toEqual(["Tulips", "interrupted"]);
});
