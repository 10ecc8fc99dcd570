import { type ConversationList, Membership, parse, restCalls } from "@natter/protocol";
import { expect, test } from "vitest";
import { openTestApp } from "../testing/test-app.js";

test("creating answers 201 with the conversation, its participants, one's own and a token [F1]", async () => {
  await using app = await openTestApp();
  await app.test.addBot("echo");
  const response = await app.call("POST", "/conversations", { body: { nickname: "Ann", bots: ["echo"] } });
  expect(response.status).toBe(201);
  const body = (await response.json()) as Membership;
  expect(parse(Membership, body).ok).toBe(true);
  expect(body.participant.nickname).toBe("Ann");
  expect(body.participants.map(({ nickname }) => nickname)).toEqual(["echo", "Ann"]);
  expect(await app.tokens.verify(body.token)).toMatchObject({
    participantId: body.participant.id,
    conversationId: body.conversation.id,
  });
});

test("a name or nickname that is too long, and an unknown bot, are refused by field [F1] [F3]", async () => {
  await using app = await openTestApp();
  const faults = async (body: object) => {
    const response = await app.call("POST", "/conversations", { body });
    expect(response.status).toBe(400);
    return ((await response.json()) as { errors: { field: string }[] }).errors.map(({ field }) => field);
  };
  expect(await faults({ nickname: "x".repeat(51), name: "y".repeat(51) })).toEqual(["nickname", "name"]);
  expect(await faults({ nickname: 7 })).toEqual(["nickname"]);
  expect(await faults({ bots: "echo" })).toEqual(["bots"]);
  expect(await faults({ bots: ["nobody"] })).toEqual(["bots.0"]);
});

test("its members read a conversation, and for everybody else it does not exist [F26]", async () => {
  await using app = await openTestApp();
  const mine = await app.start();
  const other = await app.start();
  const path = `/conversations/${mine.conversation.id}`;
  const response = await app.call("GET", path, { token: mine.token });
  expect(response.status).toBe(200);
  const read = parse(restCalls.getConversation.reply, await response.json());
  expect(read).toMatchObject({ ok: true, value: { conversation: { id: mine.conversation.id } } });
  expect((await app.call("GET", path, { token: other.token })).status).toBe(404);
  expect((await app.call("GET", path)).status).toBe(401);
});

test("where rooms are on anybody looks at a conversation, and reads what is said after joining [F26]", async () => {
  await using app = await openTestApp({ roomsEnabled: true });
  const mine = await app.start({ name: "Garden" });
  const other = await app.start();
  const path = `/conversations/${mine.conversation.id}`;
  for (const token of [undefined, other.token]) {
    const response = await app.call("GET", path, token === undefined ? {} : { token });
    expect(await response.json()).toMatchObject({ conversation: { name: "Garden" }, participants: [{}] });
  }
  expect((await app.call("GET", `${path}/messages`)).status).toBe(401);
  expect((await app.call("GET", `${path}/messages`, { token: other.token })).status).toBe(404);
  expect((await app.call("GET", "/conversations/none")).status).toBe(404);
});

test("where rooms are on they are listed for anybody, with one's own part in each [F27]", async () => {
  await using app = await openTestApp({ roomsEnabled: true });
  const mine = await app.start({ name: "Garden" });
  const other = await app.start({ name: "Kitchen" });
  const list = async (query: string, token?: string) => {
    const response = await app.call("GET", `/conversations${query}`, token === undefined ? {} : { token });
    const { conversations } = (await response.json()) as ConversationList;
    return conversations.map(({ conversation, participantCount, participantId }) => [
      conversation.name,
      participantCount,
      participantId,
    ]);
  };
  const garden = ["Garden", 1, mine.participant.id];
  expect(await list("", mine.token)).toEqual([garden]);
  expect(await list("?of=all", mine.token)).toEqual([["Kitchen", 1, null], garden]);
  expect(await list("?of=all", other.token)).toEqual([
    ["Kitchen", 1, other.participant.id],
    ["Garden", 1, null],
  ]);
  expect((await list("")).length).toBe(2);
});

test("without rooms, all conversations are for administrators [F27]", async () => {
  await using app = await openTestApp();
  const { token } = await app.start();
  await app.start();
  const status = async (query: string, of: string) =>
    (await app.call("GET", `/conversations${query}`, { token: of })).status;
  expect(await status("?of=all", token)).toBe(403);
  expect(await status("?of=mine", token)).toBe(400);
  expect(await status("?cursor=no%20cursor", token)).toBe(400);
  const key = await app.addAdminKey(["conversations:read"]);
  expect(await status("?of=all", key)).toBe(200);
  expect(await status("?of=own", key)).toBe(401);
});

test("an administrator reads a conversation and what is said in it, as people see it [F57]", async () => {
  await using app = await openTestApp();
  const { conversation, token } = await app.start();
  const path = `/conversations/${conversation.id}`;
  await app.call("POST", `${path}/messages`, { token, body: { localId: "a", text: "hello" } });
  const key = await app.addAdminKey(["conversations:read"]);
  for (const of of [path, `${path}/messages`, `${path}/messages?after=1`, `${path}/messages?until=now`]) {
    const asAdmin = await (await app.call("GET", of, { token: key })).json();
    expect(asAdmin).toEqual(await (await app.call("GET", of, { token })).json());
  }
  const weak = await app.addAdminKey(["requests:read"]);
  expect((await app.call("GET", `${path}/messages`, { token: weak })).status).toBe(403);
  expect((await app.call("GET", "/conversations/none/messages", { token: key })).status).toBe(404);
});

test("joining is 201 for somebody new and 200 for the same visitor again, where rooms are on [F6]", async () => {
  await using app = await openTestApp({ roomsEnabled: true });
  const { conversation } = await app.start();
  const path = `/conversations/${conversation.id}/join`;
  const first = await app.call("POST", path, { body: { nickname: "Bob" } });
  expect(first.status).toBe(201);
  const joined = (await first.json()) as Membership;
  const again = await app.call("POST", path, { body: {}, token: joined.token });
  expect(again.status).toBe(200);
  expect(((await again.json()) as Membership).participant).toEqual(joined.participant);
});

test("joining is refused where rooms are off [F6]", async () => {
  await using app = await openTestApp();
  const { conversation } = await app.start();
  const response = await app.call("POST", `/conversations/${conversation.id}/join`, { body: {} });
  expect(response.status).toBe(403);
});

test("one renames oneself and nobody else [F85]", async () => {
  await using app = await openTestApp();
  await app.test.addBot("echo");
  const mine = await app.start({ bots: ["echo"] });
  const path = (id?: string) => `/conversations/${mine.conversation.id}/participants/${id}`;
  const body = { nickname: "Zoe" };
  const renamed = await app.call("PATCH", path(mine.participant.id), { token: mine.token, body });
  expect(renamed.status).toBe(200);
  expect(await renamed.json()).toMatchObject({ participant: { id: mine.participant.id, nickname: "Zoe" } });
  const others = await app.call("PATCH", path(mine.participants[0]?.id), { token: mine.token, body });
  expect(others.status).toBe(403);
});

test("after ending, a send is refused with the reason [F9]", async () => {
  await using app = await openTestApp();
  const { conversation, token } = await app.start();
  const ended = await app.call("POST", `/conversations/${conversation.id}/end`, { token });
  expect([ended.status, await ended.json()]).toEqual([200, {}]);
  const body = { localId: "1", text: "still there?" };
  const send = await app.call("POST", `/conversations/${conversation.id}/messages`, { token, body });
  expect(send.status).toBe(409);
  expect(await send.json()).toMatchObject({ code: "conversation_ended", localId: "1" });
});

test("leaving answers with nothing", async () => {
  await using app = await openTestApp();
  const { conversation, token } = await app.start();
  const left = await app.call("POST", `/conversations/${conversation.id}/leave`, { token });
  expect([left.status, await left.json()]).toEqual([200, {}]);
});

test("bots are listed with name and description alone [F28]", async () => {
  await using app = await openTestApp();
  await app.test.addBot("echo");
  const response = await app.call("GET", "/bots");
  expect(await response.json()).toEqual({ bots: [{ name: "echo", description: null }] });
});
