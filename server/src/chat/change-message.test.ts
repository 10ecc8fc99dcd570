import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openTestCore, type TestCore } from "../testing/test-core.js";
import { testDatabases } from "../testing/test-databases.js";
import type { VisitorActor } from "./actor.js";
import { createConversation, type Joined } from "./create-conversation.js";
import { deleteMessage } from "./delete-message.js";
import { editMessage } from "./edit-message.js";
import { endConversation } from "./end-conversation.js";
import { joinConversation } from "./join-conversation.js";
import { readFeed } from "./read-feed.js";
import { sendMessage } from "./send-message.js";

describe.each(testDatabases)("changing one's own messages on %s", (database) => {
  let house: TestCore;
  let ann: Joined;
  let bea: VisitorActor;
  const conversationId = () => ann.conversation.id;

  const say = async (
    localId: string,
    quotedMessageId: string | null = null,
    actor: VisitorActor = ann.actor,
  ) => {
    const input = { type: "text" as const, localId, text: localId, quotedMessageId, metadata: { n: 1 } };
    const { message } = await sendMessage(house.core, actor, conversationId(), input);
    return message;
  };
  const feed = () => readFeed(house.core, ann.actor, conversationId(), { after: 0, limit: 200 });

  beforeEach(async () => {
    house = await openTestCore({ roomsEnabled: true }, database);
    ann = await createConversation(house.core, null, {
      nickname: "Ann",
      name: null,
      bots: [],
      metadata: null,
    });
    bea = (await joinConversation(house.core, null, conversationId(), { nickname: "Bea" })).actor;
  });
  afterEach(() => house[Symbol.asyncDispose]());

  it("[F232] an edit takes the next number as its version, keeps its place, and reaches a reader's cursor", async () => {
    const first = await say("first");
    const second = await say("second");
    const { message } = await editMessage(house.core, ann.actor, conversationId(), {
      messageId: first.id,
      text: "better",
    });
    expect(message).toMatchObject({ text: "better", seq: first.seq, version: second.version + 1 });
    expect(message.editedAt).not.toBeNull();
    const { changes, upTo } = await readFeed(house.core, ann.actor, conversationId(), {
      after: second.version,
      limit: 50,
    });
    expect(changes).toEqual([message]);
    expect(upTo).toBe(message.version);
    const again = { messageId: first.id, text: "better" };
    expect((await editMessage(house.core, ann.actor, conversationId(), again)).message).toEqual(message);
  });

  it("[F18] deleting leaves a tombstone, and who quoted it a null quote, each as a change of its own", async () => {
    const quoted = await say("quoted");
    const one = await say("one", quoted.id);
    const two = await say("two", quoted.id, bea);
    const { message } = await deleteMessage(house.core, ann.actor, conversationId(), quoted.id);
    expect(message).toMatchObject({ text: "", metadata: null, seq: quoted.seq });
    expect(message.deletedAt).not.toBeNull();
    const { changes } = await readFeed(house.core, ann.actor, conversationId(), {
      after: two.version,
      limit: 50,
    });
    expect(changes.map(({ id }) => id)).toEqual([quoted.id, one.id, two.id]);
    expect(changes.map(({ quotedMessageId }) => quotedMessageId)).toEqual([null, null, null]);
    expect(changes.map(({ version }) => version)).toEqual([
      two.version + 1,
      two.version + 2,
      two.version + 3,
    ]);
    const again = await deleteMessage(house.core, ann.actor, conversationId(), quoted.id);
    expect(again.message).toEqual(message);
    await expect(say("three", quoted.id)).rejects.toMatchObject({ code: "invalid" });
    await expect(
      editMessage(house.core, ann.actor, conversationId(), { messageId: quoted.id, text: "back" }),
    ).rejects.toMatchObject({ code: "conflict" });
  });

  it("[F232] a text stays one that people see", async () => {
    const { id } = await say("first");
    for (const text of ["", " ", "\u200b"]) {
      const edit = editMessage(house.core, ann.actor, conversationId(), { messageId: id, text });
      await expect(edit).rejects.toMatchObject({ code: "invalid", details: [{ field: "text" }] });
    }
  });

  it("what is sent, edited and deleted in one batch is published once each, in its last state", async () => {
    const message = await say("busy");
    house.published.length = 0;
    await Promise.all([
      editMessage(house.core, ann.actor, conversationId(), { messageId: message.id, text: "a" }),
      editMessage(house.core, ann.actor, conversationId(), { messageId: message.id, text: "b" }),
      say("next"),
      deleteMessage(house.core, ann.actor, conversationId(), message.id),
    ]);
    const published = house.published.flatMap(({ feeds }) => feeds.flatMap(({ messages }) => messages));
    expect(
      published.map(({ id, version, deletedAt }) => [id === message.id, version, deletedAt !== null]),
    ).toEqual([
      [false, message.version + 3, false],
      [true, message.version + 4, true],
    ]);
    const { changes, head } = await feed();
    expect(head).toBe(message.version + 4);
    expect(changes.at(-1)).toMatchObject({ id: message.id });
  });

  it("only the sender may, only while the conversation is open, only what is there", async () => {
    const message = await say("mine");
    const edit = (actor: VisitorActor, messageId: string) =>
      editMessage(house.core, actor, conversationId(), { messageId, text: "changed" });
    await expect(edit(bea, message.id)).rejects.toMatchObject({ code: "forbidden" });
    await expect(deleteMessage(house.core, bea, conversationId(), message.id)).rejects.toMatchObject({
      code: "forbidden",
    });
    await expect(edit(ann.actor, "nowhere")).rejects.toMatchObject({ code: "not_found" });
    const [created] = (await feed()).changes;
    await expect(edit(ann.actor, created?.id ?? "")).rejects.toMatchObject({ code: "forbidden" });
    await endConversation(house.core, ann.actor, conversationId());
    await expect(edit(ann.actor, message.id)).rejects.toMatchObject({ code: "conversation_ended" });
  });
});
