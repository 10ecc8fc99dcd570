import { type Effect, type FileMessage, fileMessageTypes, parse, Effect as schema } from "@natter/protocol";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { uploadBotFile } from "../files/upload-bot-file.js";
import { png, wav } from "../http/testing/uploads.js";
import { leaseRequest } from "../requests/lease-request.js";
import { completeRequest } from "../requests/settle-request.js";
import { openTestCore, type TestCore } from "../testing/test-core.js";
import { testDatabases } from "../testing/test-databases.js";
import type { BotActor } from "./actor.js";
import { createConversation, type Joined } from "./create-conversation.js";
import { readFeed } from "./read-feed.js";
import { sendEffect } from "./send-effect.js";
import { sendMessage } from "./send-message.js";

describe.each(testDatabases)("a bot's files on %s", (database) => {
  let house: TestCore;
  let bot: BotActor;
  let joined: Joined;
  let request: { requestId: string; attempt: number };
  let index: number;

  beforeEach(async () => {
    house = await openTestCore({}, database);
    bot = await house.addBot("artist");
    const start = { nickname: "Ann", name: null, bots: ["artist"], metadata: null };
    joined = await createConversation(house.core, null, start);
    request = await ask("draw");
  });
  afterEach(() => house[Symbol.asyncDispose]());

  async function ask(localId: string) {
    const input = { type: "text", localId, text: localId, quotedMessageId: null, metadata: null } as const;
    await sendMessage(house.core, joined.actor, joined.conversation.id, input);
    const lane = { botId: bot.botId, conversationId: joined.conversation.id };
    const lease = await leaseRequest(house.core, lane, "one");
    if (lease.type !== "leased") throw new Error(lease.type);
    index = 0;
    return lease.request;
  }

  const read = (effect: object): Effect => {
    const result = parse(schema, { type: "send", ...effect });
    if (!result.ok) throw new Error(JSON.stringify(result.faults));
    return result.value;
  };
  const send = (effect: object, at = index++, actor = bot) =>
    sendEffect(house.core, actor, { ...request, index: at, effect: read(effect) });

  async function* bytesOf(bytes: Buffer) {
    yield bytes;
  }
  const upload = (type: "image" | "voice" = "image", actor = bot) =>
    uploadBotFile(house.core, actor, type, {
      name: "chart.png",
      bytes: bytesOf(type === "image" ? png(8, 4) : wav()),
    });

  it.each(fileMessageTypes)(
    "[F11] [F23] a %s that lies elsewhere keeps its address and its name",
    async (type) => {
      const externalFileUrl = "https://files.example.com/2026/Jahres%20bericht.pdf?v=1#top";
      const { message } = await send({ messageType: type, text: "see", externalFileUrl });
      const file = { url: externalFileUrl, name: "Jahres bericht.pdf" };
      const unknown = { sizeBytes: null, mimeType: null, width: null, height: null };
      expect(message).toMatchObject({ type, text: "see", file: { ...file, ...unknown } });
      const { changes } = await readFeed(house.core, joined.actor, joined.conversation.id, {
        after: 0,
        limit: 50,
      });
      expect(changes.at(-1)).toEqual(message);
    },
  );

  it("[F65] an uploaded file goes into one message, once", async () => {
    const { fileKey } = await upload();
    const { message } = await send({ messageType: "image", fileKey });
    expect((message as FileMessage).file).toMatchObject({ name: "chart.png", width: 8, height: 4 });
    // A re-run of the bot's code is answered from what happened.
    expect(await send({ messageType: "image", fileKey }, 0)).toEqual({ message, duplicate: true });
    await expect(send({ messageType: "image", fileKey })).rejects.toMatchObject({ code: "conflict" });
    const stored = await house.store.files.find(fileKey);
    expect(stored).toMatchObject({ conversationId: joined.conversation.id, botId: bot.botId });
  });

  it("[F65] two effects of one batch that name the same upload: one wins", async () => {
    const { fileKey } = await upload();
    const both = await Promise.allSettled([1, 2].map(() => send({ messageType: "image", fileKey })));
    expect(both.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
  });

  it("[F65] another bot's upload, another type's and no upload at all are refused by the field", async () => {
    const { fileKey } = await upload();
    const foreign = await upload("image", await house.addBot("other"));
    for (const effect of [
      { messageType: "image", fileKey: foreign.fileKey },
      { messageType: "attachment", fileKey },
      { messageType: "image", fileKey: "x".repeat(32) },
    ]) {
      const refused = { code: "invalid", details: [{ field: "fileKey" }] };
      await expect(send(effect)).rejects.toMatchObject(refused);
    }
  });

  it("[F37] a request that waited for days is delivered with an address that opens", async () => {
    await completeRequest(house.core, bot, request);
    const { fileKey } = await upload();
    const file = await house.store.files.find(fileKey);
    if (!file) throw new Error("not stored");
    const input = { type: "image", localId: "pic", text: "", quotedMessageId: null, metadata: null } as const;
    const mine = { ...file, key: "p".repeat(32), botId: null };
    await sendMessage(house.core, joined.actor, joined.conversation.id, { ...input, upload: mine });
    house.advance(3 * 24 * 3600_000);
    const lane = { botId: bot.botId, conversationId: joined.conversation.id };
    const lease = await leaseRequest(house.core, lane, "one");
    if (lease.type !== "leased") throw new Error(lease.type);
    const { message } = lease.request.payload;
    const url = new URL("file" in message ? (message.file?.url ?? "") : "", "http://natter.test");
    const [expires, signature] = [url.searchParams.get("expires"), url.searchParams.get("signature")];
    expect(house.core.fileUrls.check(mine.key, expires ?? "", signature ?? "")).toBe("valid");
  });

  it("[F23] people may send addresses only where the server lets them", async () => {
    const input = {
      type: "image",
      localId: "linked",
      text: "",
      quotedMessageId: null,
      metadata: null,
      externalFileUrl: "https://example.com/a.png",
    } as const;
    const linked = () => sendMessage(house.core, joined.actor, joined.conversation.id, input);
    await expect(linked()).rejects.toMatchObject({ code: "forbidden", localId: "linked" });
    house.core.settings.peopleLinkFiles = true;
    const { message } = await linked();
    expect(message).toMatchObject({ type: "image", file: { url: input.externalFileUrl, name: "a.png" } });
    expect(await linked()).toEqual({ message, duplicate: true });
    const other = { ...input, externalFileUrl: "https://example.com/b.png" };
    await expect(sendMessage(house.core, joined.actor, joined.conversation.id, other)).rejects.toMatchObject({
      code: "conflict",
    });
  });
});
