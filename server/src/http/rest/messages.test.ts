import {
  type ConversationList,
  Feed,
  History,
  limits,
  type Membership,
  parse,
  SentMessage,
} from "@natter/protocol";
import { expect, test } from "vitest";
import { openTestApp, type TestApp } from "../testing/test-app.js";

async function open(app: TestApp) {
  const { conversation, token, participant } = await app.start();
  const path = `/conversations/${conversation.id}/messages`;
  return {
    participant,
    send: (body: unknown, headers = {}) => app.call("POST", path, { token, body, headers }),
    read: (query = "") => app.call("GET", path + query, { token }),
  };
}

test("a send is 201 once and 200 when repeated, with the same message [F14] [F261]", async () => {
  await using app = await openTestApp();
  const { send } = await open(app);
  const first = await send({ localId: "a", text: "hello" });
  expect(first.status).toBe(201);
  const sent = (await first.json()) as SentMessage;
  expect(parse(SentMessage, sent)).toMatchObject({ ok: true, value: { duplicate: false } });
  const second = await send({ localId: "a", text: "hello" });
  expect(second.status).toBe(200);
  expect(await second.json()).toEqual({ ...sent, duplicate: true });
});

test("the same localId with another body is a conflict that names it [F14]", async () => {
  await using app = await openTestApp();
  const { send } = await open(app);
  await send({ localId: "a", text: "hello" });
  const response = await send({ localId: "a", text: "other" });
  expect(response.status).toBe(409);
  expect(await response.json()).toMatchObject({ code: "conflict", localId: "a" });
});

test("a message that a schema refuses names its fields and its localId [F12] [F16] [F32]", async () => {
  await using app = await openTestApp();
  const { send } = await open(app);
  const refused = async (body: object) => {
    const response = await send(body);
    expect(response.status).toBe(400);
    return response.json();
  };
  expect(await refused({ localId: "a", text: "x".repeat(limits.textMaxChars + 1) })).toMatchObject({
    code: "invalid",
    localId: "a",
    errors: [{ field: "text", message: expect.stringContaining("10000") }],
  });
  expect(await refused({ localId: "a", text: "  " })).toMatchObject({ errors: [{ field: "text" }] });
  expect(await refused({ localId: "a", type: "system", text: "x" })).toMatchObject({
    errors: [{ field: "type" }],
  });
  expect(await refused({ text: "x" })).toMatchObject({ errors: [{ field: "localId" }] });
});

test("texts and system messages have exactly the fields of their type [F11]", async () => {
  await using app = await openTestApp();
  const { participant, send, read } = await open(app);
  const body = { localId: "a", text: "hello", metadata: { page: "/home" } };
  const { message } = (await (await send(body)).json()) as SentMessage;
  const every = {
    id: expect.any(String),
    conversationId: message.conversationId,
    sentAt: expect.any(Number),
    editedAt: null,
    deletedAt: null,
    quotedMessageId: null,
  };
  const text = { type: "text", senderId: participant.id, text: "hello", options: [] };
  const { messages } = (await (await read("")).json()) as History;
  expect(messages).toEqual([
    {
      type: "system",
      senderId: null,
      event: { type: "conversation-created" },
      ...{ ...every, seq: 1, version: 1, localId: null, metadata: null },
    },
    {
      type: "system",
      senderId: null,
      event: {
        type: "participant-joined",
        participantId: participant.id,
        kind: "human",
        nickname: participant.nickname,
      },
      ...{ ...every, seq: 2, version: 2, localId: null, metadata: null },
    },
    { ...text, ...every, seq: 3, version: 3, localId: "a", metadata: body.metadata },
  ]);
  expect(messages[2]).toEqual(message);
});

test("what was read is marked, forwards only and to the head at most, and the rest is counted [F89]", async () => {
  await using app = await openTestApp({ roomsEnabled: true });
  const { conversation, token } = await app.start();
  const path = `/conversations/${conversation.id}`;
  const bea = (await (await app.call("POST", `${path}/join`, { body: {} })).json()) as Membership;
  for (const localId of ["a", "b"])
    await app.call("POST", `${path}/messages`, { token: bea.token, body: { localId, text: localId } });
  const mark = async (seq: number) =>
    ((await (await app.call("POST", `${path}/read`, { token, body: { seq } })).json()) as { readSeq: number })
      .readSeq;
  const unread = async () =>
    ((await (await app.call("GET", "/conversations", { token })).json()) as ConversationList).conversations[0]
      ?.unreadCount;
  expect(await unread()).toBe(2);
  expect(await mark(4)).toBe(4);
  expect(await unread()).toBe(1);
  expect(await mark(2)).toBe(4);
  expect(await mark(99)).toBe(5);
  expect(await unread()).toBe(0);
  expect((await app.call("POST", `${path}/read`, { token, body: { seq: -1 } })).status).toBe(400);
});

test("the feed is read after a cursor, the history backwards [F25]", async () => {
  await using app = await openTestApp();
  const { send, read } = await open(app);
  for (const localId of ["a", "b", "c"]) await send({ localId, text: localId });
  const history = parse(History, await (await read("?limit=2")).json());
  if (!history.ok) throw new Error(JSON.stringify(history.faults));
  expect(history.value.messages.map(({ localId }) => localId)).toEqual(["b", "c"]);
  expect(history.value.hasMore).toBe(true);
  const before = history.value.messages[0]?.seq ?? 0;
  const older = (await (await read(`?before=${before}&limit=1`)).json()) as History;
  expect(older.messages.map(({ localId }) => localId)).toEqual(["a"]);
  const feed = parse(Feed, await (await read(`?after=${before - 1}`)).json());
  expect(feed).toMatchObject({ ok: true, value: { after: before - 1, upTo: history.value.head } });
});

test.each([
  ["?after=1&before=2", "before"],
  ["?limit=0", "limit"],
  ["?limit=201", "limit"],
  ["?limit=1.5", "limit"],
  ["?after=-1", "after"],
  ["?after=1&after=2", "after"],
  ["?since=yesterday", "since"],
])("the query %s is refused with the reason and the name of %s [F25]", async (query, field) => {
  await using app = await openTestApp();
  const { read } = await open(app);
  const response = await read(query);
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ code: "invalid", errors: [{ field }] });
});
