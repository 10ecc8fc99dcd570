import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Streams } from "../bots/streams.js";
import { findFile } from "../files/find-file.js";
import { uploadBotFile } from "../files/upload-bot-file.js";
import { png } from "../http/testing/uploads.js";
import { markStalledStreams } from "../requests/mark-stalled-streams.js";
import { releaseRequest } from "../requests/settle-request.js";
import { timeOutQuestions } from "../requests/time-out-questions.js";
import { askPeople } from "./ask-people.js";
import { deleteMessage } from "./delete-message.js";
import { listHeld } from "./list-held.js";
import { say } from "./say.js";
import { stopReply } from "./stop-reply.js";
import { ManagedHouse } from "./testing/managed-house.js";

async function* bytesOf(bytes: Buffer) {
  yield bytes;
}

describe("what a manager holds", () => {
  let house: ManagedHouse;
  beforeEach(async () => {
    house = await ManagedHouse.open();
  });
  afterEach(() => house[Symbol.asyncDispose]());

  /** A request of `echo` that it has not answered yet. */
  const asked = async () => {
    const said = await house.say("hi");
    const human = await house.heard("boss");
    await house.act("boss", human, { type: "redirect", messageId: said.id, to: ["echo"] });
    await house.done("boss", human);
    return house.heard("echo");
  };
  const ask = ({ requestId, attempt }: { requestId: string; attempt: number }) =>
    askPeople(house.test.core, house.actor("echo"), {
      requestId,
      attempt,
      index: 0,
      text: "Tea?",
      options: [{ text: "Yes" }],
      timeoutMs: 60_000,
    });

  it("cannot be quoted, edited, deleted, read or stopped [F44]", async () => {
    const draft = await house.draft("hi", { options: [{ text: "Yes" }] });
    const { core } = house.test;
    const { actor } = house.joined;
    await expect(house.say("Yes", draft.id)).rejects.toMatchObject({ code: "invalid" });
    await expect(deleteMessage(core, actor, house.id, draft.id)).rejects.toMatchObject({ code: "not_found" });
    await expect(stopReply(core, actor, house.id, draft.id, null)).rejects.toMatchObject({
      code: "not_found",
    });
    const [row] = await house.test.store.feed.list({
      visitorId: actor.visitorId,
      isOwn: true,
      before: null,
      limit: 1,
    });
    expect(row?.unreadCount).toBe(0);
    await house.command({ type: "approve", messageId: draft.id });
    expect((await house.say("Yes", draft.id)).quotedMessageId).toBe(draft.id);
    expect((await house.test.store.moderation.message(draft.id))?.options[0]?.chosenBy).not.toBeNull();
  });

  it("loses its quote with what it quotes, and takes no number by that [F44]", async () => {
    const said = await house.say("delete me");
    const human = await house.heard("boss");
    await house.act("boss", human, { type: "redirect", messageId: said.id, to: ["echo"] });
    await house.done("boss", human);
    const draft = await house.act("echo", await house.heard("echo"), {
      type: "send",
      text: "you said so",
      quotedMessageId: said.id,
    });
    await deleteMessage(house.test.core, house.joined.actor, house.id, said.id);
    const published = await house.command({ type: "approve", messageId: draft.message.id });
    expect(published.message.quotedMessageId).toBeNull();
    const page = await house.test.store.feed.changesAfter(house.id, 0, 100);
    expect(page?.messages.map(({ version }) => version).at(-1)).toBe(page?.head);
    expect(published.message.seq).toBe(page?.head);
  });

  it("is no question yet: an answer counts only once people have seen it [F44] [F204]", async () => {
    const request = await asked();
    const { message, outcome } = await ask(request);
    expect([message.seq, outcome.type]).toEqual([0, "waiting"]);
    await house.done("boss", await house.heard("boss"));
    await house.say("Yes");
    expect(await house.next("echo")).toBeNull();
    expect((await house.heard("boss")).payload).toMatchObject({ kind: "human", message: { text: "Yes" } });
    await house.command({ type: "approve", messageId: message.id });
    await house.command({ type: "redirect", messageId: (await house.say("Yes, now")).id, to: ["echo"] });
    const again = await house.heard("echo");
    expect(again.requestId).toBe(request.requestId);
    expect((await ask(again)).outcome).toMatchObject({ type: "answered", message: { text: "Yes, now" } });
  });

  it("is a question that is answered by what the manager sends on, and by nothing else, once [F43] [F47] [F204]", async () => {
    const before = await house.say("from before the question");
    const request = await asked();
    const { message } = await ask(request);
    await house.command({ type: "approve", messageId: message.id });
    const answer = await house.say("Large");
    expect(await house.next("echo")).toBeNull();
    // Said before anybody saw the question, it is a request like others, behind the one that waits.
    await house.command({ type: "redirect", messageId: before.id, to: ["echo"] });
    expect(await house.next("echo")).toBeNull();
    const overrides = { text: "large" };
    await house.command({ type: "redirect", messageId: answer.id, to: ["echo"], overrides });
    const again = await house.heard("echo");
    expect(again.requestId).toBe(request.requestId);
    expect((await ask(again)).outcome).toMatchObject({ type: "answered", message: { text: "large" } });
    await house.done("echo", again);
    const last = await house.heard("echo");
    expect(last.payload).toMatchObject({ kind: "redirected", message: { text: "from before the question" } });
    await house.done("echo", last);
    expect(await house.next("echo")).toBeNull();
  });

  it("lets a question's time run as usual, and a rejected one is over at once [F204] [F208]", async () => {
    const request = await asked();
    await ask(request);
    house.test.advance(60_001);
    await timeOutQuestions(house.test.core);
    const again = await house.heard("echo");
    expect((await ask(again)).outcome).toEqual({ type: "timed-out" });
    await house.done("echo", again);
    await house.done("boss", await house.heard("boss"));
    const second = await asked();
    const { message } = await ask(second);
    await house.command({ type: "reject", messageId: message.id, reason: "no questions" });
    expect((await ask(await house.heard("echo"))).outcome).toEqual({ type: "timed-out" });
  });

  it("is a stream that nobody sees, and a draft when it is whole [F44] [F206]", async () => {
    const request = await asked();
    const deltas: unknown[] = [];
    const streams = new Streams({
      core: house.test.core,
      onDelta: (_, delta) => void deltas.push(delta),
      onFault: (error) => {
        throw error;
      },
    });
    const { requestId, attempt } = request;
    const of = { requestId, attempt, index: 0 };
    const piece = { ...of, quotedMessageId: null, metadata: null };
    const begun = await streams.add(house.actor("echo"), "one", { ...piece, from: 0, text: "Once " });
    await streams.add(house.actor("echo"), "one", { ...piece, from: 5, text: "upon" });
    await new Promise((resolve) => setTimeout(resolve, 120));
    await house.test.store.ping();
    expect(await house.next("boss")).toBeNull();
    expect((await listHeld(house.test.core, { limit: 9 })).held).toEqual([]);
    for (const type of ["approve", "redirect"]) {
      const command = { type, messageId: begun.messageId, to: ["calculator"] };
      await expect(house.command(command)).rejects.toMatchObject({ code: "conflict" });
    }
    await streams.end(house.actor("echo"), of);
    expect(deltas).toEqual([]);
    expect(await house.seen()).toEqual(["hi"]);
    const draft = await house.heard("boss");
    expect(draft.payload).toMatchObject({
      kind: "draft",
      message: { id: begun.messageId, text: "Once upon" },
    });
    await house.act("boss", draft, { type: "approve", messageId: begun.messageId });
    expect(await house.seen()).toEqual(["hi", "Once upon"]);
    await streams.close();
  });

  it("is a draft, too, when its bot breaks off, and not before [F44] [F206]", async () => {
    const request = await asked();
    const { core } = house.test;
    const streams = new Streams({ core, onDelta: () => {}, onFault: () => {} });
    const piece = { ...request, index: 0, from: 0, text: "Once", quotedMessageId: null, metadata: null };
    const { messageId } = await streams.add(house.actor("echo"), "one", piece);
    // Its instance is gone, and may be back: it would go on with a message that somebody has approved.
    await releaseRequest(core, request);
    house.test.advance(60_000);
    await markStalledStreams(core);
    await expect(house.command({ type: "approve", messageId })).rejects.toMatchObject({ code: "conflict" });
    await house.done("echo", await house.heard("echo"));
    expect((await house.heard("boss")).payload.message).toMatchObject({ text: "Once", isInterrupted: true });
    await streams.close();
  });

  it("is decided on one by one, however its manager wants what people say [F44] [F202]", async () => {
    // However slow the machine is, what people say is one burst.
    house.test.setTime(Date.now());
    const { bots } = house.test.store;
    const bossId = house.actor("boss").botId;
    const request = await asked();
    await bots.setPolicy(bossId, { type: "latest" });
    for (const index of [0, 1])
      await house.act("echo", request, { type: "send", text: `draft ${index}` }, index);
    await bots.setPolicy(bossId, { type: "burst", quietMs: 1000 });
    for (const index of [2, 3])
      await house.act("echo", request, { type: "send", text: `draft ${index}` }, index);
    const heard = (await house.requests("boss")).filter(({ request: { kind } }) => kind === "draft");
    expect(heard.map(({ status, isAggregation }) => [status, isAggregation])).toEqual(
      Array.from({ length: 4 }, () => ["pending", false]),
    );
    await house.say("one");
    await house.say("two");
    const [burst] = (await house.requests("boss")).slice(-1);
    expect(burst).toMatchObject({
      isAggregation: true,
      request: { kind: "human", messages: [{ text: "one" }, { text: "two" }] },
    });
  });

  it("is what a bot says of its own accord, in answer to what it was sent at that moment [F44] [F214]", async () => {
    await asked();
    const input = { conversationId: house.id, key: "k", text: "news", options: [], metadata: null };
    const { message } = await say(house.test.core, house.actor("echo"), input);
    expect(message.seq).toBe(0);
    expect(await house.seen()).toEqual(["hi"]);
    expect((await house.heard("boss")).payload).toMatchObject({
      kind: "draft",
      hops: 1,
      message: { text: "news" },
    });
    const own = await say(house.test.core, house.actor("boss"), { ...input, text: "from the manager" });
    expect(own.message.seq).toBeGreaterThan(0);
  });

  it("is found by its key again, whatever was decided on it [F44] [F54]", async () => {
    const input = { conversationId: house.id, key: "k", text: "news", options: [], metadata: null };
    const again = (patch = {}) => say(house.test.core, house.actor("echo"), { ...input, ...patch });
    const { message } = await again();
    expect(await again()).toMatchObject({ duplicate: true, message: { text: "news" } });
    await expect(again({ text: "other news" })).rejects.toMatchObject({ code: "conflict" });
    await house.command({ type: "rewrite", messageId: message.id, text: "good news" });
    expect(await again()).toMatchObject({ duplicate: true, message: { id: message.id, text: "good news" } });
    await expect(again({ options: [{ text: "Yes" }] })).rejects.toMatchObject({ code: "conflict" });
    expect(await house.seen()).toEqual(["good news"]);
  });

  it("keeps its file from people until they see it [F44] [F22]", async () => {
    const request = await asked();
    const { core } = house.test;
    const file = await uploadBotFile(core, house.actor("echo"), "image", {
      name: "chart.png",
      bytes: bytesOf(png(8, 4)),
    });
    const { fileKey } = file;
    const { message } = await house.act("echo", request, { type: "send", messageType: "image", fileKey });
    const read = () => findFile(core, house.joined.actor, fileKey, {});
    await expect(read()).rejects.toMatchObject({ code: "not_found" });
    const admin = { kind: "admin" as const, keyId: "k", scopes: [] };
    expect((await findFile(core, admin, fileKey, {})).key).toBe(fileKey);
    await house.command({ type: "rewrite", messageId: message.id, text: "a caption" });
    expect((await read()).key).toBe(fileKey);
    expect(await house.seen()).toEqual(["hi", "a caption"]);
  });
});
