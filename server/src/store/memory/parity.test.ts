import { expect, it, onTestFinished } from "vitest";
import type { Core } from "../../chat/core.js";
import { createConversation } from "../../chat/create-conversation.js";
import { deleteMessage } from "../../chat/delete-message.js";
import { editMessage } from "../../chat/edit-message.js";
import { endConversation } from "../../chat/end-conversation.js";
import { markRead } from "../../chat/mark-read.js";
import { sendEffect } from "../../chat/send-effect.js";
import { sendMessage } from "../../chat/send-message.js";
import { createFileUrls } from "../../files/file-urls.js";
import { leaseRequest } from "../../requests/lease-request.js";
import { completeRequest, failRequest } from "../../requests/settle-request.js";
import { openTestCore } from "../../testing/test-core.js";
import { CommitQueue } from "../commit-queue.js";
import type { Store } from "../store.js";
import { openMemoryStore } from "./open.js";

/** A core whose ids and times are the same in every run. */
function countingCore(store: Store): Core {
  let ids = 0;
  let time = 1_700_000_000_000;
  const queue = new CommitQueue({ store, onCommitted() {}, onFault() {} });
  return {
    store,
    submit: (unit) => queue.submit(unit),
    now: () => (time += 7),
    newId: () => `id-${String(++ids).padStart(6, "0")}`,
    newSecret: () => `secret-${++ids}`,
    presence: { isPresent: () => false },
    blobs: {} as never,
    fileUrls: createFileUrls({ secret: "s", publicUrl: null, lifetimeMs: 1000, now: () => 0 }),
    onFault() {},
    settings: {
      roomsEnabled: false,
      peopleLinkFiles: false,
      fileMaxBytes: { voice: 0, audio: 0, video: 0, image: 0, attachment: 0 },
      retry: { maxFailures: 2, maxAttempts: 10, firstDelayMs: 0, maxDelayMs: 0 },
    },
  };
}

/** Everything that the store answers in the course of a conversation. */
async function story(store: Store): Promise<unknown[]> {
  const core = countingCore(store);
  const answers: unknown[] = [];
  const note = async (answer: Promise<unknown>) => {
    answers.push(await answer.catch((error: Error) => error.message));
  };
  const bot = { kind: "bot" as const, botId: "bot-1", botName: "echo" };
  const about = {
    id: bot.botId,
    name: "echo",
    description: null,
    isRequired: true,
    settings: {},
    createdAt: 1,
    removedAt: null,
  };
  await store.bots.add({ ...about, hears: ["message"] });
  await expect(store.bots.add({ ...about, id: "bot-2", hears: [] })).rejects.toMatchObject({
    fault: "constraint",
  });
  const start = { nickname: "Ann", name: null, bots: ["echo"], metadata: { page: 1 } };
  const joined = await createConversation(core, "visitor-1", start);
  const { actor } = joined;
  const id = joined.conversation.id;
  const say = (localId: string, quotedMessageId: string | null = null, text = localId) =>
    sendMessage(core, actor, id, { type: "text", localId, text, quotedMessageId, metadata: null });
  const lease = () => leaseRequest(core, { botId: bot.botId, conversationId: id }, "one");
  const effect = (request: { requestId: string; attempt: number }, index: number, text: string) =>
    sendEffect(core, bot, {
      requestId: request.requestId,
      attempt: request.attempt,
      index,
      effect: {
        type: "send",
        messageType: "text",
        text,
        options: [{ text: "a" }, { text: "b" }],
        quotedMessageId: null,
        metadata: null,
      },
    });

  const hello = await say("hello");
  await note(say("hello"));
  await note(say("hello", null, "another body"));
  const first = await lease();
  if (first.type !== "leased") throw new Error("the first request is leased");
  await note(lease());
  const offered = await effect(first.request, 0, "pick");
  await note(effect(first.request, 0, "pick"));
  await note(failRequest(core, bot, { ...first.request, error: "shaky", isRetryable: true }));
  const second = await lease();
  if (second.type !== "leased") throw new Error("the second attempt is leased");
  await note(effect(first.request, 1, "from a zombie"));
  await note(completeRequest(core, bot, second.request));
  await note(say("a", offered.message.id, "a"));
  await note(store.bots.setHears(bot.botId, ["message", "system"]));
  await note(editMessage(core, actor, id, { messageId: hello.message.id, text: "hello!" }));
  await note(say("later", hello.message.id));
  await note(deleteMessage(core, actor, id, hello.message.id));
  await note(markRead(core, actor, id, 3));
  await note(store.lanes.open(bot.botId));
  await note(store.feed.conversation(id));
  await note(endConversation(core, actor, id));
  await note(say("too late"));
  await note(lease());
  await note(store.bots.remove(bot.botId, 5));

  for (const after of [0, 3, 6, 99]) await note(store.feed.changesAfter(id, after, 4));
  for (const before of [4, 99]) await note(store.feed.messagesBefore(id, before, 3));
  await note(store.feed.conversation(id));
  await note(store.feed.conversation("nowhere"));
  await note(store.feed.changesAfter("nowhere", 0, 1));
  await note(store.feed.list({ visitorId: "visitor-1", before: null, limit: 5 }));
  await note(store.feed.list({ visitorId: "visitor-2", before: null, limit: 5 }));
  await note(store.feed.withBot(bot.botId, [id, "nowhere"]));
  await note(store.feed.heads([id, "nowhere"]));
  await note(store.lanes.open(bot.botId));
  await note(store.bots.list());
  await note(store.bots.find(bot.botId));
  await note(store.bots.find("echo"));
  const upTo = await store.requests.highestKey();
  await note(store.requests.page({ filters: {}, order: "ascending", upTo, limit: 50 }));
  await note(store.requests.page({ filters: { status: "done" }, order: "descending", upTo, limit: 1 }));
  await note(
    store.requests.page({ filters: { botId: "none" }, order: "ascending", after: 1, upTo, limit: 9 }),
  );
  return answers;
}

it("the store in memory answers a whole conversation as SQLite does [F212]", async () => {
  const sqlite = await openTestCore();
  onTestFinished(() => sqlite[Symbol.asyncDispose]());
  const onDisk = await story(sqlite.store);
  const inMemory = await story(openMemoryStore());
  expect(inMemory).toEqual(onDisk);
  expect(onDisk.length).toBeGreaterThan(30);
});
