import type { BotRequest } from "@natter/protocol";
import { expect, it, onTestFinished } from "vitest";
import type { Core } from "../../chat/core.js";
import { createConversation } from "../../chat/create-conversation.js";
import { deleteMessage } from "../../chat/delete-message.js";
import { editMessage } from "../../chat/edit-message.js";
import { endConversation } from "../../chat/end-conversation.js";
import { giveCommand } from "../../chat/give-command.js";
import { listCommands } from "../../chat/list-commands.js";
import { listHeld } from "../../chat/list-held.js";
import { markRead } from "../../chat/mark-read.js";
import { sendEffect } from "../../chat/send-effect.js";
import { sendMessage } from "../../chat/send-message.js";
import { textEffect } from "../../chat/testing/text-effect.js";
import { createFileUrls } from "../../files/file-urls.js";
import { decideOverdue } from "../../requests/decide-overdue.js";
import { leaseRequest } from "../../requests/lease-request.js";
import { completeRequest, failRequest } from "../../requests/settle-request.js";
import { openTestCore } from "../../testing/test-core.js";
import { CommitQueue } from "../commit-queue.js";
import { serial } from "../entities.js";
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
    textOf: () => null,
    blobs: {} as never,
    fileUrls: createFileUrls({ secret: "s", publicUrl: null, lifetimeMs: 1000, now: () => 0 }),
    onFault() {},
    settings: {
      roomsEnabled: false,
      peopleLinkFiles: false,
      fileMaxBytes: { voice: 0, audio: 0, video: 0, image: 0, attachment: 0 },
      maxHops: 8,
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
    policy: serial,
    isManager: false,
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
      effect: textEffect(text, { options: [{ text: "a" }, { text: "b" }] }),
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
  await note(store.bots.setPolicy(bot.botId, { type: "burst", quietMs: 60_000, maxMessages: 3 }));
  for (const text of ["one", "two", "three", "four"]) await note(say(text));
  await note(store.bots.setPolicy(bot.botId, { type: "latest" }));
  await note(say("newest"));
  await note(store.lanes.open(bot.botId));
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
  await note(store.feed.list({ visitorId: "visitor-1", isOwn: true, before: null, limit: 5 }));
  await note(store.feed.list({ visitorId: "visitor-2", isOwn: false, before: null, limit: 5 }));
  await note(store.moderation.messages({ conversationId: id, after: 2, limit: 50 }));
  await note(store.moderation.messages({ conversationId: "nowhere", after: 0, limit: 1 }));
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

/** The same for a conversation with a manager. */
async function managedStory(store: Store): Promise<unknown[]> {
  const core = countingCore(store);
  const answers: unknown[] = [];
  const note = async (answer: Promise<unknown>) => {
    answers.push(await answer.catch((error: Error) => error.message));
  };
  const about = {
    description: null,
    isRequired: false,
    hears: ["message" as const],
    policy: serial,
    settings: {},
    createdAt: 1,
  };
  const bots = { boss: true, echo: false, menu: false };
  for (const [name, isManager] of Object.entries(bots))
    await store.bots.add({ ...about, id: `bot-${name}`, name, isManager, removedAt: null });
  const chief = { ...about, id: "bot-chief", name: "chief", isManager: true, removedAt: null };
  await expect(store.bots.add(chief)).rejects.toMatchObject({ fault: "constraint" });
  const start = { nickname: "Ann", name: null, bots: ["echo", "menu"], metadata: null };
  const { actor, conversation } = await createConversation(core, "visitor-1", start);
  const { id } = conversation;
  const as = (name: string) => ({ kind: "bot" as const, botId: `bot-${name}`, botName: name });
  const next = async (name: string) => {
    const lease = await leaseRequest(core, { botId: `bot-${name}`, conversationId: id }, "one");
    answers.push(lease);
    if (lease.type !== "leased") throw new Error(`${name} has nothing to answer`);
    return lease.request;
  };
  type Input = Parameters<typeof sendEffect>[2];
  const act = (name: string, { requestId, attempt }: BotRequest, effect: object, index = 0) =>
    sendEffect(core, as(name), { requestId, attempt, index, effect: effect as Input["effect"] });
  const hello = {
    type: "text" as const,
    localId: "hello",
    text: "hello",
    quotedMessageId: null,
    metadata: null,
  };
  const said = (await sendMessage(core, actor, id, hello)).message;
  const human = await next("boss");
  const to = ["echo", "menu"];
  const redirect = { type: "redirect", messageId: said.id, to, overrides: { text: "bonjour" } };
  await note(act("boss", human, redirect));
  await note(act("boss", human, redirect));
  await note(act("boss", human, { ...redirect, to: ["nobody"] }, 1));
  await note(act("boss", human, textEffect("psst", { to: ["menu"] }), 1));
  await note(act("boss", human, textEffect("as menu", { onBehalfOf: "menu", approve: true }), 2));
  await note(completeRequest(core, as("boss"), human));
  const drafts: string[] = [];
  const echo = await next("echo");
  for (const text of ["one", "two", "three"]) {
    const { message } = await act("echo", echo, textEffect(text), drafts.length);
    drafts.push(message.id);
  }
  const moderator = { kind: "admin" as const, keyId: "key-1", scopes: [] };
  const command = (body: object) =>
    note(giveCommand(core, moderator, body as Parameters<typeof giveCommand>[2]));
  const [one, two, three] = drafts;
  await command({ type: "hold", messageId: one, timeoutMs: 1, then: "approve", commandKey: "a" });
  await command({ type: "reject", messageId: two, reason: "no", commandKey: "b" });
  await command({ type: "reject", messageId: two, reason: "no", commandKey: "b" });
  await command({ type: "approve", messageId: two, commandKey: "b" });
  await command({ type: "approve", messageId: two, commandKey: "c" });
  await note(listHeld(core, { limit: 2 }));
  await note(store.moderation.overdue(1e15, 5));
  await note(decideOverdue(core));
  await command({ type: "rewrite", messageId: three, text: "better", commandKey: "d" });
  await note(listHeld(core, { limit: 50 }));
  await note(listCommands(core, { limit: 3 }));
  await note(listCommands(core, { limit: 50, actor: "key-1", since: 5, until: 1e15 }));
  for (const messageId of drafts) await note(store.moderation.message(messageId));
  await note(store.feed.changesAfter(id, 0, 100));
  await note(store.feed.messagesBefore(id, 1e9, 100));
  await note(store.feed.conversation(id));
  const upTo = await store.requests.highestKey();
  await note(store.requests.page({ filters: {}, order: "ascending", upTo, limit: 50 }));
  return answers;
}

it("the store in memory answers a managed conversation as SQLite does [F212] [F44]", async () => {
  const sqlite = await openTestCore();
  onTestFinished(() => sqlite[Symbol.asyncDispose]());
  const onDisk = await managedStory(sqlite.store);
  const inMemory = await managedStory(openMemoryStore());
  expect(inMemory).toEqual(onDisk);
  expect(onDisk.length).toBeGreaterThan(25);
});

it("the store in memory answers a whole conversation as SQLite does [F212]", async () => {
  const sqlite = await openTestCore();
  onTestFinished(() => sqlite[Symbol.asyncDispose]());
  const onDisk = await story(sqlite.store);
  const inMemory = await story(openMemoryStore());
  expect(inMemory).toEqual(onDisk);
  expect(onDisk.length).toBeGreaterThan(30);
});
