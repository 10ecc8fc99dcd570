import { afterEach, beforeEach, expect, it } from "vitest";
import type { BotActor } from "../chat/actor.js";
import { createConversation } from "../chat/create-conversation.js";
import { png } from "../http/testing/uploads.js";
import { openTestCore, type TestCore } from "../testing/test-core.js";
import { sendFile } from "./send-file.js";
import { sweepFiles } from "./sweep-files.js";
import { uploadBotFile } from "./upload-bot-file.js";

let house: TestCore;
let bot: BotActor;
beforeEach(async () => {
  house = await openTestCore();
  bot = await house.addBot("artist");
});
afterEach(() => house[Symbol.asyncDispose]());

async function* bytes() {
  yield png();
}
const picture = () => ({ name: "a.png", bytes: bytes() });

async function keys(): Promise<string[]> {
  const list: string[] = [];
  for await (const { key } of house.core.blobs.list()) list.push(key);
  return list.sort();
}

it("a sweep removes bytes without a row once they are old, and leaves what messages carry", async () => {
  const start = { nickname: "Ann", name: null, bots: [], metadata: null };
  const { actor, conversation } = await createConversation(house.core, null, start);
  const input = { type: "image", localId: "a", text: "", quotedMessageId: null, metadata: null } as const;
  await sendFile(house.core, actor, conversation.id, input, picture());
  const [carried] = await keys();
  // A crash between the bytes and their row.
  const orphan = await house.core.blobs.put(bytes());
  await sweepFiles(house.core);
  expect(await keys()).toEqual([carried, orphan.key].sort());
  house.advance(61 * 60_000);
  await sweepFiles(house.core);
  expect(await keys()).toEqual([carried]);
  house.advance(30 * 24 * 3600_000);
  await sweepFiles(house.core);
  expect(await keys()).toEqual([carried]);
});

it("a bot's upload that no effect names goes after a day, row and bytes", async () => {
  const { fileKey } = await uploadBotFile(house.core, bot, "image", picture());
  house.advance(23 * 3600_000);
  await sweepFiles(house.core);
  expect(await keys()).toEqual([fileKey]);
  house.advance(2 * 3600_000);
  await sweepFiles(house.core);
  expect(await keys()).toEqual([]);
  expect(await house.store.files.find(fileKey)).toBeNull();
});
