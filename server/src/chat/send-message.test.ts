import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openTestCore, type TestCore } from "../testing/test-core.js";
import { testDatabases } from "../testing/test-databases.js";
import type { VisitorActor } from "./actor.js";
import { createConversation, type Joined } from "./create-conversation.js";
import { deleteMessage } from "./delete-message.js";
import { editMessage } from "./edit-message.js";
import { endConversation } from "./end-conversation.js";
import { sendMessage } from "./send-message.js";

const text = (localId: string, body = "hello") => ({
  type: "text" as const,
  localId,
  text: body,
  quotedMessageId: null,
  metadata: null,
});

describe.each(testDatabases)("sending a message on %s", (database) => {
  let house: TestCore;
  let joined: Joined;
  const send = (input: ReturnType<typeof text>, actor: VisitorActor = joined.actor) =>
    sendMessage(house.core, actor, joined.conversation.id, input);

  beforeEach(async () => {
    house = await openTestCore({}, database);
    await house.addBot("echo");
    joined = await createConversation(house.core, null, {
      nickname: "Ann",
      name: null,
      bots: ["echo"],
      metadata: null,
    });
  });
  afterEach(() => house[Symbol.asyncDispose]());

  it("[F33] numbers messages without a gap, and publishes each once after its commit", async () => {
    const sent = await Promise.all([1, 2, 3].map((index) => send(text(`m${index}`))));
    expect(sent.map(({ message }) => message.seq)).toEqual([4, 5, 6]);
    const changes = house.published.flatMap(({ feeds }) => feeds.flatMap(({ messages }) => messages));
    expect(changes.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it("[F14] a repeated localId stores one message, in one batch and across batches", async () => {
    const together = await Promise.all([1, 2, 3, 4, 5].map(() => send(text("same"))));
    const later = await send(text("same"));
    expect(new Set([...together, later].map(({ message }) => message.id)).size).toBe(1);
    expect([...together, later].map(({ duplicate }) => duplicate)).toEqual([
      false,
      true,
      true,
      true,
      true,
      true,
    ]);
    const page = await house.store.feed.messagesBefore(joined.conversation.id, 1000, 50);
    expect(page?.messages.filter(({ localId }) => localId === "same")).toHaveLength(1);
  });

  it("[F14] the same localId with another body is a conflict that names it", async () => {
    await send(text("same"));
    await expect(send(text("same", "other"))).rejects.toMatchObject({ code: "conflict", localId: "same" });
  });

  it("[F14] [F18] a repeat is answered with the message as it is now, edited, deleted or without its quote", async () => {
    const { actor, conversation } = joined;
    const { message: quoted } = await send(text("quoted"));
    const quoting = { ...text("quoting"), quotedMessageId: quoted.id } as never;
    const { message } = await send(quoting);
    const { core } = house;
    const edited = await editMessage(core, actor, conversation.id, { messageId: quoted.id, text: "better" });
    expect(await send(text("quoted"))).toEqual({ ...edited, duplicate: true });
    const deleted = await deleteMessage(core, actor, conversation.id, quoted.id);
    expect(await send(text("quoted"))).toEqual({ ...deleted, duplicate: true });
    expect(await send(quoting)).toMatchObject({
      message: { id: message.id, quotedMessageId: null },
      duplicate: true,
    });
    const other = { ...text("quoting"), quotedMessageId: message.id } as never;
    await expect(send(other)).rejects.toMatchObject({ code: "conflict" });
    const elsewhere = { ...text("quoting"), quotedMessageId: "nothing" } as never;
    await expect(send(elsewhere)).rejects.toMatchObject({ code: "conflict" });
  });

  it("a refused send in a batch does not spoil its neighbours", async () => {
    const stranger = { ...joined.actor, participantId: "nobody" };
    const results = await Promise.allSettled([send(text("a")), send(text("b"), stranger), send(text("c"))]);
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    const state = await house.store.feed.conversation(joined.conversation.id);
    expect(state?.conversation.head).toBe(5);
  });

  it("[F9] after the end a new send is refused by name, a repeat is still answered", async () => {
    await send(text("before"));
    await endConversation(house.core, joined.actor, joined.conversation.id);
    await expect(send(text("after"))).rejects.toMatchObject({ code: "conversation_ended" });
    expect((await send(text("before"))).duplicate).toBe(true);
  });

  it("[F17] a quote resolves only inside the conversation", async () => {
    const { message } = await send(text("quoted"));
    const quoting = await send({ ...text("quoting"), quotedMessageId: message.id } as never);
    expect(quoting.message.quotedMessageId).toBe(message.id);
    const elsewhere = { ...text("bad"), quotedMessageId: "0190-none" } as never;
    await expect(send(elsewhere)).rejects.toMatchObject({
      code: "invalid",
      details: [{ field: "quotedMessageId" }],
    });
  });

  it("[F90] asks each bot once, in the transaction that stores the message, and only people are asked about", async () => {
    await send(text("m1"));
    await send(text("m1"));
    const rows = await house.store.requests.page({ filters: {}, order: "ascending", upTo: 1e9, limit: 10 });
    expect(rows.map(({ record }) => [record.status, record.request.message.localId])).toEqual([
      ["pending", "m1"],
    ]);
    expect(rows[0]?.record.sessionKey).toBe("secret-1");
  });

  it("text that looks like SQL or JSON comes back as it was", async () => {
    const nasty = `'); drop table messages; -- " \\ \u0001 😀 'quoted' {"a":1}`;
    const { message } = await send(text("nasty", nasty));
    const page = await house.store.feed.messagesBefore(joined.conversation.id, 1000, 1);
    expect(page?.messages[0]).toMatchObject({ id: message.id, text: nasty });
  });
});
