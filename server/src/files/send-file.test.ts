import type { FileMessage, FileMessageType } from "@natter/protocol";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createConversation, type Joined } from "../chat/create-conversation.js";
import { deleteMessage } from "../chat/delete-message.js";
import { editMessage } from "../chat/edit-message.js";
import { readFeed, readHistory } from "../chat/read-feed.js";
import { NatterError } from "../errors.js";
import { png } from "../http/testing/uploads.js";
import { openTestCore, type TestCore } from "../testing/test-core.js";
import { testDatabases } from "../testing/test-databases.js";
import { sendFile } from "./send-file.js";

describe.each(testDatabases)("sending a file on %s", (database) => {
  let house: TestCore;
  let ann: Joined;

  beforeEach(async () => {
    house = await openTestCore({}, database);
    ann = await createConversation(house.core, null, {
      nickname: "Ann",
      name: null,
      bots: [],
      metadata: null,
    });
  });
  afterEach(() => house[Symbol.asyncDispose]());

  async function* pieces(bytes: Buffer) {
    for (const byte of [bytes.subarray(0, 20), bytes.subarray(20)]) yield byte;
  }
  const send = (localId: string, bytes = png(), type: FileMessageType = "image") =>
    sendFile(
      house.core,
      ann.actor,
      ann.conversation.id,
      { type, localId, text: "", quotedMessageId: null, metadata: null },
      { name: `${localId}.png`, bytes: pieces(bytes) },
    );
  const blobs = async () => {
    let count = 0;
    for await (const _ of house.core.blobs.list()) count += 1;
    return count;
  };

  it("[F11] its row and its message come into being together", async () => {
    const { message } = await send("a", png(9, 7));
    const { changes } = await readFeed(house.core, ann.actor, ann.conversation.id, { after: 0, limit: 50 });
    expect(changes.at(-1)).toEqual(message);
    const key = /files\/([\w-]+)\?/u.exec((message as FileMessage).file?.url ?? "")?.[1] ?? "";
    expect(await house.store.files.find(key)).toMatchObject({
      conversationId: ann.conversation.id,
      botId: null,
      type: "image",
      width: 9,
      height: 7,
      sizeBytes: png(9, 7).length,
    });
  });

  it("[F14] repeats, together and later, are one message and one blob", async () => {
    const together = await Promise.all([1, 2, 3].map(() => send("a")));
    const later = await send("a");
    expect(new Set([...together, later].map(({ message }) => message.id)).size).toBe(1);
    expect(later.duplicate).toBe(true);
    await expect(send("a", png(9, 9))).rejects.toMatchObject({ code: "conflict", localId: "a" });
    expect(await blobs()).toBe(1);
  });

  it("[F232] its caption is changed, and taken away, and the file stays", async () => {
    const { message } = await send("a");
    const { core } = house;
    const { id: messageId, conversationId } = message;
    for (const text of ["a cat", ""]) {
      const edited = await editMessage(core, ann.actor, conversationId, { messageId, text });
      expect(edited.message).toMatchObject({ text, file: { name: "a.png", mimeType: "image/png" } });
      const { messages } = await readHistory(core, ann.actor, conversationId, { limit: 1 });
      expect(messages).toEqual([edited.message]);
    }
    expect(await send("a")).toMatchObject({ message: { id: messageId, text: "" }, duplicate: true });
    expect(await blobs()).toBe(1);
  });

  it("[F18] deleted, it is gone from the feed, the tables and the store, and nothing else is", async () => {
    const { message } = await send("a");
    const other = await send("b");
    const deleted = await deleteMessage(house.core, ann.actor, ann.conversation.id, message.id);
    expect(deleted.message).toMatchObject({ type: "image", text: "", file: null });
    expect(await blobs()).toBe(1);
    const { changes } = await readFeed(house.core, ann.actor, ann.conversation.id, { after: 2, limit: 50 });
    expect(changes).toEqual([other.message, deleted.message]);
  });

  it("a write that is refused leaves no bytes; one whose fate is unknown leaves them to the sweep", async () => {
    for (const [code, left] of [
      ["draining", 0],
      ["overloaded", 0],
      ["unavailable", 1],
    ] as const) {
      house.core.submit = () => Promise.reject(new NatterError(code, "as the test wants it"));
      await expect(send("a")).rejects.toMatchObject({ code, localId: "a" });
      expect([code, await blobs()]).toEqual([code, left]);
    }
  });

  it("[F18] where the store cannot delete, the message is deleted all the same", async () => {
    const { message } = await send("a");
    house.core.blobs.delete = () => Promise.reject(new Error("the disk is gone"));
    const { message: tombstone } = await deleteMessage(
      house.core,
      ann.actor,
      ann.conversation.id,
      message.id,
    );
    expect(tombstone.deletedAt).not.toBeNull();
  });
});
