import { type FileMessage, fileMessageTypes, limits, Message, parse, SentMessage } from "@natter/protocol";
import { expect, test } from "vitest";
import { readFeed } from "../../chat/read-feed.js";
import { registerBot } from "../../registration.js";
import { expectNothingKept } from "../testing/expect-nothing-kept.js";
import { openTestApp } from "../testing/test-app.js";
import {
  filePart,
  gifAndScript,
  html,
  messagePart,
  multipart,
  multipartType,
  pdfAndHtml,
  png,
  post,
  svgWithScript,
  upload,
  wav,
  webm,
} from "../testing/uploads.js";

async function sent(response: Response): Promise<FileMessage> {
  const body = await response.json();
  const result = parse(SentMessage, body);
  if (!result.ok) throw new Error(`${response.status} ${JSON.stringify(body)}`);
  return result.value.message as FileMessage;
}

const samples = { voice: wav(), audio: wav(), video: webm, image: png(640, 480), attachment: pdfAndHtml };
const kept = {
  voice: "audio/wav",
  audio: "audio/wav",
  video: "video/webm",
  image: "image/png",
  attachment: "application/pdf",
};

test.each(fileMessageTypes)(
  "a file of type %s round-trips with exactly the fields of its type [F11] [F218]",
  async (type) => {
    await using app = await openTestApp();
    const ann = await app.start();
    const message = { type, text: "look", metadata: { a: 1 } };
    const response = await upload(app, ann, { message, bytes: samples[type], name: "Größe 1.bin" });
    expect(response.status).toBe(201);
    const body = (await response.json()) as SentMessage;
    expect(body.message).toEqual({
      type,
      id: expect.any(String),
      conversationId: ann.conversation.id,
      seq: 3,
      version: 3,
      sentAt: expect.any(Number),
      editedAt: null,
      deletedAt: null,
      localId: "a",
      quotedMessageId: null,
      metadata: { a: 1 },
      senderId: ann.participant.id,
      text: "look",
      options: [],
      file: {
        url: expect.stringMatching(/^\/api\/v1\/files\/[\w-]{32}\?expires=\d+&signature=[\w-]{43}$/u),
        name: "Größe 1.bin",
        sizeBytes: samples[type].length,
        mimeType: kept[type],
        width: type === "image" ? 640 : null,
        height: type === "image" ? 480 : null,
      },
    });
    expect(parse(Message, body.message)).toEqual({ ok: true, value: body.message });
    const read = await fetch(app.url + (body.message as FileMessage).file?.url);
    expect(Buffer.from(await read.arrayBuffer()).equals(samples[type])).toBe(true);
    const history = await app.call("GET", `/conversations/${ann.conversation.id}/messages`, ann);
    expect(((await history.json()) as { messages: unknown[] }).messages.at(-1)).toEqual(body.message);
  },
);

test("sound that a recorder put into a container for pictures is a voice message [F24]", async () => {
  await using app = await openTestApp();
  const ann = await app.start();
  const { file } = await sent(await upload(app, ann, { message: { type: "voice" }, bytes: webm }));
  expect(file).toMatchObject({ mimeType: "audio/webm" });
});

test("each type has a limit of its own: 413 names it, 0 refuses the type [F20] [F24]", async () => {
  await using app = await openTestApp();
  app.test.core.settings.fileMaxBytes = { voice: 100, audio: 1e6, video: 0, image: 1e6, attachment: 4 };
  const ann = await app.start();
  const refused = async (type: string, bytes: Uint8Array, limit: string) => {
    const response = await upload(app, ann, { message: { type }, bytes });
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({
      code: "too_large",
      localId: "a",
      isRetryable: false,
      detail: expect.stringContaining(limit),
    });
  };
  await refused("voice", wav(), "100 bytes");
  await refused("video", webm, "0 bytes");
  await refused("attachment", Buffer.from("12345"), "4 bytes");
  await refused("attachment", Buffer.alloc(8e6), "4 bytes");
  await expectNothingKept(app);
  expect((await upload(app, ann, { message: { type: "audio" }, bytes: wav() })).status).toBe(201);
  const fitting = { message: { type: "attachment", localId: "b" }, bytes: Buffer.from("1234") };
  expect((await upload(app, ann, fitting)).status).toBe(201);
});

test.each([
  ["image", svgWithScript, "application/xml"],
  ["image", html, "text/plain"],
  ["image", pdfAndHtml, "application/pdf"],
  ["image", wav(), "audio/wav"],
  ["video", png(), "image/png"],
  ["video", wav(), "audio/wav"],
  ["audio", png(), "image/png"],
  ["voice", Buffer.from("hello"), "text/plain"],
] as const)("a %s that is something else is refused with what it is [F21]", async (type, bytes, detected) => {
  await using app = await openTestApp();
  const ann = await app.start();
  const response = await upload(app, ann, { message: { type }, bytes, name: "a.png", mimeType: "image/png" });
  expect(response.status).toBe(415);
  expect(await response.json()).toMatchObject({ detail: expect.stringContaining(detected), localId: "a" });
  await expectNothingKept(app);
});

test.each([
  ["svg", svgWithScript, "text/plain"],
  ["html", html, "text/plain"],
  ["html", Buffer.concat([Buffer.from([0, 1, 2, 3]), html]), "application/octet-stream"],
  ["js", Buffer.from("alert(1)"), "text/plain"],
  ["gif", gifAndScript, "image/gif"],
  ["pdf", pdfAndHtml, "application/pdf"],
])("an attachment %s is kept as what it is, never as a page [F21]", async (ending, bytes, mimeType) => {
  await using app = await openTestApp();
  const ann = await app.start();
  const message = { type: "attachment" };
  const { file } = await sent(
    await upload(app, ann, { message, bytes, name: `a.${ending}`, mimeType: "text/html" }),
  );
  expect(file?.mimeType).toBe(mimeType);
});

test.each([
  ["../../etc/passwd", "passwd"],
  ["C:\\Windows\\con.txt", "_con.txt"],
  ["a\u202egpj.exe", "agpj.exe"],
  [`${"ä".repeat(300)}.jpeg`, `${"ä".repeat(125)}.jpeg`],
  [" ... ", "file"],
])("the name %j is kept as %j [F21]", async (name, clean) => {
  await using app = await openTestApp();
  const ann = await app.start();
  // A browser would escape what it does not like; others do not.
  const body = multipart([messagePart({}), filePart("hello", name.replaceAll("\\", "\\\\"))]);
  const { file } = await sent(
    await post(app, ann.conversation.id, ann.token, new Uint8Array(body), multipartType),
  );
  expect(file?.name).toBe(clean);
  expect(Buffer.byteLength(clean)).toBeLessThanOrEqual(limits.fileNameMaxBytes);
});

test("a repeated upload returns the stored message; other bytes are a conflict; neither leaves a blob [F14]", async () => {
  await using app = await openTestApp();
  const ann = await app.start();
  const first = await upload(app, ann);
  const message = await sent(first);
  const second = await upload(app, ann, { name: "again.png" });
  expect(second.status).toBe(200);
  expect(await second.json()).toEqual({ message, duplicate: true });
  const together = await Promise.all([1, 2, 3, 4].map(() => upload(app, ann, { message: { localId: "b" } })));
  expect(together.map(({ status }) => status).sort()).toEqual([200, 200, 200, 201]);
  const others = [{ bytes: png(5, 5) }, { message: { text: "other" } }, { message: { type: "attachment" } }];
  for (const other of others) {
    const response = await upload(app, ann, other);
    expect(response.status).toBe(409);
    expect(await response.json()).toMatchObject({ code: "conflict", localId: "a" });
  }
  await expectNothingKept(app, 2);
});

test("bots get an attachment's address, name, size and type [F37]", async () => {
  await using app = await openTestApp();
  await app.test.addBot("echo");
  const ann = await app.start({ bots: ["echo"] });
  const { file } = await sent(await upload(app, ann, { name: "chart.png" }));
  const rows = await app.test.store.requests.page({ filters: {}, order: "ascending", upTo: 1e9, limit: 9 });
  expect(rows[0]?.record.request.message).toMatchObject({
    type: "image",
    file: { url: file?.url, name: "chart.png", sizeBytes: png().length, mimeType: "image/png" },
  });
});

test("deleting a message deletes its file, and its bytes after the commit [F18] [F22]", async () => {
  await using app = await openTestApp();
  const ann = await app.start();
  const { id, file } = await sent(await upload(app, ann));
  const path = `/conversations/${ann.conversation.id}/messages/${id}`;
  const deleted = await app.call("DELETE", path, ann);
  expect(((await deleted.json()) as { message: unknown }).message).toMatchObject({
    type: "image",
    text: "",
    file: null,
  });
  expect((await fetch(app.url + file?.url)).status).toBe(404);
  for await (const blob of app.test.core.blobs.list()) throw new Error(`${blob.key} is left`);
  expect((await app.call("DELETE", path, ann)).status).toBe(200);
  const feed = await readFeed(app.test.core, await app.tokens.verify(ann.token), ann.conversation.id, {
    after: 0,
    limit: 50,
  });
  expect(feed.changes.at(-1)).toMatchObject({ id, file: null });
});

test("strangers, leavers and ended conversations cannot upload a byte", async () => {
  await using app = await openTestApp();
  const [ann, bea] = [await app.start(), await app.start()];
  const asStranger = await upload(app, { ...ann, token: bea.token });
  expect(asStranger.status).toBe(404);
  expect((await upload(app, { ...ann, token: "x.y.z" })).status).toBe(401);
  await app.call("POST", `/conversations/${ann.conversation.id}/end`, ann);
  const late = await upload(app, ann);
  expect(await late.json()).toMatchObject({ code: "conversation_ended", localId: "a" });
  await app.call("POST", `/conversations/${bea.conversation.id}/leave`, bea);
  expect((await upload(app, bea)).status).toBe(403);
  await expectNothingKept(app);
});

test("a bot uploads with its key, and nobody else does [F65]", async () => {
  await using app = await openTestApp();
  const { key } = await registerBot(app.test.store, { name: "artist" });
  const form = () => {
    const body = new FormData();
    body.append("message", JSON.stringify({ type: "image" }));
    body.append("file", new Blob([new Uint8Array(png())]), "chart.png");
    return body;
  };
  const send = (authorization: string, body: FormData | string = form()) =>
    fetch(`${app.url}/api/v1/bots/files`, {
      method: "POST",
      headers: { Authorization: authorization },
      body,
    });
  const response = await send(`Bearer ${key.key}`);
  expect(response.status).toBe(201);
  expect(await response.json()).toEqual({
    fileKey: expect.stringMatching(/^[\w-]{32}$/u),
    name: "chart.png",
    sizeBytes: png().length,
    mimeType: "image/png",
  });
  expect((await send(`Bearer ${key.key}`, "{}")).status).toBe(415);
  const { token } = await app.start();
  for (const wrong of [`Bearer ${token}`, "Bearer natter_bot_x", ""]) {
    expect((await send(wrong)).status).toBe(401);
  }
});
