import { expect, test } from "vitest";
import { fakeBrowser, isLoaded, openPage, texts } from "../testing/open-fake-chat.js";
import { CallFailed } from "../transport/call-failed.js";

async function opened(browser = fakeBrowser()) {
  const page = openPage(browser);
  await page.chat.start();
  await page.until(isLoaded);
  return page;
}

test("nothing is created before the first start, and one conversation by it [F220]", async () => {
  const { chat, transport, until } = openPage();
  expect(transport.created).toEqual([]);
  expect(chat.snapshot.status).toBe("idle");
  await Promise.all([chat.start(), chat.start()]);
  await until(isLoaded);
  expect(transport.created).toEqual([{ nickname: "Ana", bots: ["echo"] }]);
});

test("a failed creation is tried again with a growing wait", async () => {
  const { chat, transport, until, waits } = openPage();
  const busy = new CallFailed({ code: "rate_limited", message: "Busy", retryAfterMs: 4000 });
  transport.creationFailures.push(CallFailed.unreachable("down"), busy);
  await chat.start();
  await until(isLoaded);
  expect(waits).toEqual([375, 4750]);
});

test("a site that is not allowed is refused, is told why, and may try again", async () => {
  const { chat, transport, until, warnings } = openPage();
  transport.creationFailures.push(new CallFailed({ code: "origin_not_allowed", message: "No" }));
  await chat.start();
  expect(chat.snapshot).toMatchObject({ status: "refused", refusal: "origin_not_allowed" });
  expect(warnings).toEqual(["Natter: No (origin_not_allowed)"]);
  await chat.reconnect();
  expect((await until(isLoaded)).refusal).toBeNull();
});

test("a text shows before the server has it, and once when it is stored [F71]", async () => {
  const { chat, transport, until, heard } = await opened();
  transport.chat.holdSends = new Promise(() => {});
  void chat.send("Hello");
  expect((await until(({ unsent }) => unsent.length > 0)).unsent).toMatchObject([{ text: "Hello" }]);
  transport.goDown();
  transport.chat.holdSends = null;
  transport.comeBack();
  const done = await until(({ unsent }) => unsent.length === 0);
  expect(texts(done)).toEqual(["Hello"]);
  expect(heard.filter(({ type }) => type === "text")).toHaveLength(1);
});

test("texts are stored in the order in which they were written [F71]", async () => {
  const { chat, transport, until } = await opened();
  transport.chat.failures.push("overloaded", "rate_limited");
  await Promise.all(["1", "2", "3", "4"].map((text) => chat.send(text)));
  expect(texts(await until(({ unsent }) => unsent.length === 0))).toEqual(["1", "2", "3", "4"]);
});

test("a text whose acknowledgement was lost is sent again under its localId, and stored once [F72]", async () => {
  const { chat, transport, until } = await opened();
  transport.loses = () => true;
  transport.chat.losesAcks = true;
  void chat.send("Once");
  await expect.poll(() => transport.chat.received).toHaveLength(1);
  transport.goDown();
  transport.chat.losesAcks = false;
  transport.comeBack();
  const done = await until(({ unsent }) => unsent.length === 0);
  const [first, second] = transport.chat.received;
  expect(second).toBe(first);
  expect(texts(done)).toEqual(["Once"]);
});

test("the echo by the feed settles a text whose acknowledgement never comes", async () => {
  const { chat, transport, until } = await opened();
  transport.chat.losesAcks = true;
  void chat.send("Echoed");
  await until((snapshot) => texts(snapshot).includes("Echoed") && snapshot.unsent.length === 0);
  expect(transport.chat.received).toHaveLength(1);
});

test("a refused text fails where it stands, and the next ones still go [F71]", async () => {
  const { chat, transport, until } = await opened();
  transport.chat.failures.push("invalid");
  await chat.send("Bad");
  await chat.send("Good");
  const failed = await until(({ messages }) => texts({ messages } as never).includes("Good"));
  expect(failed.unsent).toMatchObject([{ text: "Bad", failure: "invalid" }]);
  await chat.retry(failed.unsent[0]?.localId ?? "");
  expect(texts(await until(({ unsent }) => unsent.length === 0))).toEqual(["Good", "Bad"]);
});

test("a deleted text is never sent", async () => {
  const { chat, transport, until } = await opened();
  transport.chat.failures.push("too_large");
  await chat.send("Bad");
  const { unsent } = await until(({ unsent }) => unsent[0]?.failure === "too_large");
  await chat.discard(unsent[0]?.localId ?? "");
  expect(chat.snapshot.unsent).toEqual([]);
  expect(transport.chat.received).toHaveLength(1);
});

test("texts written while offline survive a reload and are sent once each [F72] [F221]", async () => {
  const browser = fakeBrowser();
  const before = await opened(browser);
  before.transport.goDown();
  await before.chat.send("First");
  await before.chat.send("Second");
  before.chat.close();
  const after = openPage(browser);
  await after.chat.start();
  expect(after.chat.snapshot.unsent.map(({ text }) => text)).toEqual(["First", "Second"]);
  browser.transport.comeBack();
  expect(texts(await after.until(({ unsent }) => unsent.length === 0))).toEqual(["First", "Second"]);
  expect(browser.transport.chats).toHaveLength(1);
});

test("a reload resumes the conversation and the participant [F70]", async () => {
  const browser = fakeBrowser();
  const before = await opened(browser);
  await before.chat.send("Remember me");
  const { ownId } = before.chat.snapshot;
  before.chat.close();
  const after = await opened(browser);
  expect(texts(after.chat.snapshot)).toEqual(["Remember me"]);
  expect(after.chat.snapshot.ownId).toBe(ownId);
  expect(after.heard).toEqual([]);
});

test("a reconnect brings exactly what was missed [F73]", async () => {
  const { transport, until, heard } = await opened();
  transport.goDown();
  const missed = Array.from({ length: 450 }, (_, index) => transport.chat.say(`Missed ${index}`).text);
  transport.comeBack();
  expect(texts(await until(({ messages }) => messages.length === 451))).toEqual(missed);
  expect(heard).toHaveLength(450);
});

test("a lost packet is read as soon as any later one tells of it", async () => {
  const { transport, until } = await opened();
  transport.loses = () => true;
  transport.chat.say("Lost");
  transport.loses = () => false;
  transport.chat.heartbeat();
  expect(texts(await until(({ messages }) => messages.length === 2))).toEqual(["Lost"]);
});

test("a packet of another conversation is ignored", async () => {
  const { chat, transport } = await opened();
  transport.chat.tell("feed", { conversationId: "other", after: 0, upTo: 9, head: 9, changes: [] });
  transport.chat.heartbeat();
  expect(chat.snapshot.messages).toHaveLength(1);
});

test("older pages are read until the beginning [F74]", async () => {
  const browser = fakeBrowser();
  const before = await opened(browser);
  for (let index = 0; index < 120; index++) browser.transport.chat.say(`${index}`);
  before.chat.close();
  const { chat, heard } = await opened(browser);
  expect(chat.snapshot).toMatchObject({ hasOlder: true, messages: { length: 50 } });
  while (chat.snapshot.hasOlder) await chat.loadOlder();
  expect(texts(chat.snapshot)).toEqual(Array.from({ length: 120 }, (_, index) => `${index}`));
  expect(heard).toEqual([]);
});

test("a void token is dropped; the next text begins another conversation", async () => {
  const browser = fakeBrowser();
  browser.memberships.save({ conversationId: "gone", participantId: "me", token: "void" });
  const { chat, until, transport } = openPage(browser);
  await chat.start();
  expect((await until(({ status }) => status === "dormant")).messages).toEqual([]);
  expect(browser.memberships.load()).toBeNull();
  await chat.send("Hello again");
  expect(texts(await until(({ unsent }) => unsent.length === 0))).toEqual(["Hello again"]);
  expect(transport.created).toHaveLength(1);
});

test("a server that refuses its own fresh tokens is not asked for another conversation", async () => {
  const { chat, transport, until } = openPage();
  transport.refusesTokens = true;
  void chat.send("Hello");
  const { unsent } = await until(({ status }) => status === "refused");
  expect(transport.created).toHaveLength(1);
  expect(unsent).toHaveLength(1);
  transport.refusesTokens = false;
  await chat.reconnect();
  expect(texts(await until((snapshot) => snapshot.unsent.length === 0))).toEqual(["Hello"]);
});

test("a text whose quote is gone fails, and the conversation goes on", async () => {
  const { chat, transport, until } = await opened();
  transport.chat.failures.push("not_found");
  await chat.send("About that", "gone");
  await until(({ unsent }) => unsent[0]?.failure === "not_found");
  expect(chat.snapshot.status).toBe("online");
  expect(transport.created).toHaveLength(1);
});

test("two calls for a new conversation while it cannot be made make one", async () => {
  const { chat, transport, until } = await opened();
  await chat.send("Old");
  transport.goDown();
  const both = [chat.newConversation(), chat.newConversation()];
  transport.comeBack();
  await Promise.all(both);
  await until(isLoaded);
  expect(transport.created).toHaveLength(2);
});

test("a text that waited while its token expired goes to the next conversation, without its quote", async () => {
  const browser = fakeBrowser();
  const before = await opened(browser);
  const { id } = browser.transport.chat.say("Choose", { options: [{ text: "A" }] });
  browser.transport.goDown();
  await before.chat.send("A", id);
  browser.transport.chats.length = 0;
  browser.transport.comeBack();
  const done = await before.until(
    ({ unsent, messages }) => unsent.length === 0 && texts({ messages } as never).includes("A"),
  );
  expect(done.messages.at(-1)).toMatchObject({ text: "A", quotedMessageId: null });
});

test("a new conversation starts empty and holds back what was unsent [F109]", async () => {
  const { chat, transport, until } = await opened();
  transport.chat.failures.push("invalid");
  await chat.send("Unsent");
  await until(({ unsent }) => unsent[0]?.failure === "invalid");
  await chat.newConversation();
  const fresh = await until(
    (snapshot) => isLoaded(snapshot) && snapshot.messages[0]?.conversationId === "c2",
  );
  expect(texts(fresh)).toEqual([]);
  expect(fresh.unsent).toMatchObject([{ text: "Unsent", failure: "conversation_ended" }]);
});

test("the end is known from the log and from the state", async () => {
  const browser = fakeBrowser();
  const { chat, transport, until } = await opened(browser);
  transport.chat.end();
  await until(({ isEnded }) => isEnded);
  chat.close();
  expect((await opened(browser)).chat.snapshot.isEnded).toBe(true);
});

test("unread counts the messages of others until they are marked as read", async () => {
  const { chat, transport, until } = await opened();
  transport.chat.say("One");
  transport.chat.say("Two");
  await chat.send("Mine");
  await until(({ unread }) => unread === 2);
  chat.markRead();
  expect(chat.snapshot.unread).toBe(0);
});
