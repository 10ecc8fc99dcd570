import { Feed, History, limits, parse, SentMessage } from "@natter/protocol";
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

test.each(["?after=1&before=2", "?limit=0", "?limit=201", "?limit=1.5", "?after=-1", "?after=1&after=2"])(
  "the query %s is refused with the reason [F25]",
  async (query) => {
    await using app = await openTestApp();
    const { read } = await open(app);
    const response = await read(query);
    expect(response.status).toBe(400);
    const field = expect.stringMatching(/^(query|after|limit)$/u);
    expect(await response.json()).toMatchObject({ code: "invalid", errors: [{ field }] });
  },
);
