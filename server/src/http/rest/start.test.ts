import type { Feed, Membership } from "@natter/protocol";
import { expect, test } from "vitest";
import { StoreError } from "../../store/store.js";
import { openTestApp, type TestApp } from "../testing/test-app.js";

const create = (app: TestApp, body: object) => app.call("POST", "/conversations", { body });

test("names are taken up to fifty characters, trimmed, and refused beyond [F1]", async () => {
  await using app = await openTestApp();
  const most = "x".repeat(50);
  const made = (await (await create(app, { nickname: `  ${most} `, name: most })).json()) as Membership;
  expect([made.participant.nickname, made.conversation.name]).toEqual([most, most]);
  for (const body of [{ nickname: `${most}x` }, { name: `${most}x` }, { nickname: "a\0b" }, { name: "a\nb" }])
    expect((await create(app, body)).status, JSON.stringify(body)).toBe(400);
});

test("where anything of it fails, nothing of a conversation is there [F2]", async () => {
  await using app = await openTestApp();
  await app.test.addBot("echo");
  const { store } = app.test;
  const { transact } = store;
  for (const fault of ["full", "unavailable"] as const) {
    // The bot's requests are part of the same write: it fails with them, or it is not there at all.
    store.transact = async (keys, decide) => {
      await transact.call(store, keys, (snapshot) => {
        decide(snapshot);
        throw new StoreError(fault, new Error("injected"));
      });
    };
    const response = await create(app, { bots: ["echo"] });
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([
      503,
      "unavailable",
    ]);
  }
  store.transact = transact;
  expect(await store.feed.list({ visitorId: null, isOwn: false, before: null, limit: 10 })).toEqual([]);
  expect(app.test.published).toEqual([]);
  expect(await store.requests.page({ filters: {}, order: "ascending", upTo: 1e9, limit: 10 })).toEqual([]);
  expect((await create(app, { bots: ["echo"] })).status).toBe(201);
});

test("a database that refuses half way leaves no half [F2]", async () => {
  await using app = await openTestApp();
  await app.test.addBot("echo", { hears: ["message", "system"] });
  const { core, store } = app.test;
  const { newId } = core;
  // A participant's id stands twice: the participants, written after the conversation, break a constraint.
  core.newId = () => "same";
  expect((await create(app, { bots: ["echo"] })).status).toBe(500);
  core.newId = newId;
  expect(await store.feed.list({ visitorId: null, isOwn: false, before: null, limit: 10 })).toEqual([]);
});

test("the same bot named twice is one participant [F3]", async () => {
  await using app = await openTestApp();
  await app.test.addBot("echo");
  const { participants } = await app.start({ bots: ["echo", "echo"] });
  expect(participants.map(({ kind }) => kind)).toEqual(["bot", "human"]);
});

test("who gives no nickname, or a blank one, gets one of their own [F4]", async () => {
  await using app = await openTestApp({ roomsEnabled: true });
  const { conversation, participant } = await app.start({ nickname: "   " });
  const names = new Set([participant.nickname]);
  for (const body of Array.from({ length: 40 }, (_, index) => (index % 2 ? {} : { nickname: " " }))) {
    const joined = await app.call("POST", `/conversations/${conversation.id}/join`, { body });
    names.add(((await joined.json()) as Membership).participant.nickname);
  }
  expect(names.size).toBe(41);
  for (const name of names) expect(name).toMatch(/^ANON_[0-9A-F]{4,}$/u);
});

test("the first events are created, a join of every bot, then the human's [F5]", async () => {
  await using app = await openTestApp();
  await app.test.addBot("one");
  await app.test.addBot("two");
  const { conversation, token } = await app.start({ nickname: "Ann", bots: ["two", "one"] });
  const feed = (await (
    await app.call("GET", `/conversations/${conversation.id}/messages?after=0`, { token })
  ).json()) as Feed;
  const said = feed.changes.map((message) =>
    message.type === "system" && message.event.type === "participant-joined"
      ? `${message.seq} ${message.event.nickname}`
      : `${message.seq} ${message.type === "system" && message.event.type}`,
  );
  expect(said).toEqual(["1 conversation-created", "2 two", "3 one", "4 Ann"]);
});

test("who left a room may come back as the same participant; who is in it stays one [F6]", async () => {
  await using app = await openTestApp({ roomsEnabled: true });
  const { conversation } = await app.start();
  const path = `/conversations/${conversation.id}`;
  const join = async (token?: string) => {
    const response = await app.call("POST", `${path}/join`, { body: {}, ...(token && { token }) });
    return { status: response.status, ...((await response.json()) as Membership) };
  };
  const first = await join();
  expect(first.status).toBe(201);
  await app.call("POST", `${path}/leave`, { token: first.token });
  const back = await join(first.token);
  expect([back.status, back.participant.id, back.participant.leftAt]).toEqual([
    200,
    first.participant.id,
    null,
  ]);
  const again = await join(back.token);
  expect([again.status, again.participants.length]).toEqual([200, 2]);
});
