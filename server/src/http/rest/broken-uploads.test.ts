import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import type { BlobStore } from "../../files/blob-store.js";
import { Random } from "../../testing/fuzz/random.js";
import { expectNothingKept } from "../testing/expect-nothing-kept.js";
import { openTestApp } from "../testing/test-app.js";
import {
  boundary,
  filePart,
  messagePart,
  multipart,
  multipartType,
  openUpload,
  png,
  post,
  upload,
} from "../testing/uploads.js";

const broken: [string, readonly (readonly [string, string | Uint8Array])[], object][] = [
  ["no part at all", [], { code: "invalid", errors: [{ field: "message" }] }],
  ["no file", [messagePart({})], { errors: [{ field: "file" }] }],
  ["no message", [filePart("x")], { errors: [{ field: "message" }] }],
  ["the wrong order", [filePart("x"), messagePart({})], { errors: [{ field: "message" }] }],
  ["two files", [messagePart({}), filePart("x"), filePart("y")], { errors: [{ field: "body" }] }],
  ["two messages", [messagePart({}), messagePart({}), filePart("x")], { errors: [{ field: "body" }] }],
  [
    "a part after the file",
    [messagePart({}), filePart("x"), messagePart({})],
    { errors: [{ field: "body" }] },
  ],
  [
    "a part of another name",
    [['Content-Disposition: form-data; name="other"', "1"], filePart("x")],
    { errors: [{ field: "other" }] },
  ],
  [
    "a message that comes as a file",
    [['Content-Disposition: form-data; name="message"; filename="blob"', "{}"], filePart("x")],
    { errors: [{ field: "message", message: "must be a plain field, without a file name" }] },
  ],
  [
    "no JSON",
    [['Content-Disposition: form-data; name="message"', "{"], filePart("x")],
    { code: "invalid_json" },
  ],
  [
    "a message of type text",
    [messagePart({ type: "text" }), filePart("x")],
    { errors: [{ field: "type" }], localId: "a" },
  ],
  [
    "a long caption",
    [messagePart({ text: "x".repeat(10_001) }), filePart("x")],
    { errors: [{ field: "text" }] },
  ],
  ["a huge field", [messagePart({ text: "x".repeat(3e6) }), filePart("x")], { code: "too_large" }],
  [
    "an empty file",
    [messagePart({}), filePart("")],
    { code: "invalid", detail: expect.stringContaining("empty") },
  ],
];

test.each(broken)("a body with %s is refused by name and leaves nothing", async (_, parts, problem) => {
  await using app = await openTestApp();
  const ann = await app.start();
  const response = await post(
    app,
    ann.conversation.id,
    ann.token,
    new Uint8Array(multipart(parts)),
    multipartType,
  );
  expect(await response.json()).toMatchObject(problem);
  expect([400, 413]).toContain(response.status);
  await expectNothingKept(app);
});

test("another media type, or a multipart body without a boundary, is refused", async () => {
  await using app = await openTestApp();
  const ann = await app.start();
  for (const type of ["multipart/form-data", "multipart/mixed; boundary=x", "application/octet-stream"]) {
    const response = await post(app, ann.conversation.id, ann.token, new Uint8Array(png()), {
      "Content-Type": type,
    });
    expect([type, response.status]).toEqual([type, 415]);
  }
});

test("an upload that is cut, wherever, leaves nothing and hurts nobody", async () => {
  await using app = await openTestApp();
  const ann = await app.start();
  const target = { conversationId: ann.conversation.id, token: ann.token };
  const body = multipart([messagePart({}), filePart(Buffer.alloc(3e6, 1))]);
  const closing = body.length - 3;
  for (const at of [10, 100, 200, 300, 70_000, 1_500_000, closing]) {
    const { request, answered } = openUpload(app, { ...target, contentLength: body.length });
    await new Promise((resolve) => request.write(body.subarray(0, at), resolve));
    request.destroy();
    expect(await answered).toBe("cut");
  }
  const { request: short, answered } = openUpload(app, { ...target, contentLength: 500 });
  short.end(body.subarray(0, 500));
  expect(await answered).toBe(400);
  await expect.poll(() => expectNothingKept(app).then(() => true)).toBe(true);
  expect((await upload(app, ann)).status).toBe(201);
  expect(app.logged.filter(({ level }) => level === "error")).toEqual([]);
});

test("a hundred malformed bodies store nothing that is not a whole message [F269]", async () => {
  await using app = await openTestApp();
  const ann = await app.start();
  const random = new Random(20_261_120);
  const whole = (localId: string) => multipart([messagePart({ localId }), filePart(png(), "a.png")]);
  let stored = 0;
  for (let round = 0; round < 100; round += 1) {
    const body = mutate(whole(`m${round}`), random);
    const response = await post(app, ann.conversation.id, ann.token, new Uint8Array(body), multipartType);
    const text = await response.text();
    expect([200, 201, 400, 413, 415], `round ${round}: ${response.status} ${text}`).toContain(
      response.status,
    );
    if (response.status === 201) stored += 1;
  }
  await expectNothingKept(app, stored);
  expect(stored).toBeGreaterThan(0);
  expect(stored).toBeLessThan(80);
  expect(app.logged.filter(({ level }) => level === "error")).toEqual([]);
});

test("a store that takes nothing is a clear error, and nothing is stored", async () => {
  await using app = await openTestApp();
  const ann = await app.start();
  const full: Pick<BlobStore, "put"> = {
    async put(source) {
      for await (const _ of source) break;
      throw Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC" });
    },
  };
  Object.assign(app.test.core.blobs, full);
  const response = await upload(app, ann, { message: { type: "attachment" }, bytes: Buffer.alloc(2e6) });
  expect(response.status).toBe(503);
  const problem = await response.text();
  expect(JSON.parse(problem)).toMatchObject({ code: "unavailable", isRetryable: true, localId: "a" });
  expect(problem).not.toContain("ENOSPC");
  expect(app.logged).toContainEqual(expect.objectContaining({ level: "warn", msg: "request refused" }));
  await expectNothingKept(app);
});

test("200 MB pass through in little memory [F218]", async () => {
  await using app = await openTestApp();
  const ann = await app.start();
  const chunk = Buffer.alloc(64 * 1024, 7);
  const chunks = 3200;
  const [before = Buffer.alloc(0), after] = splitAtFile(multipart([messagePart({}), filePart("FILE")]));
  const { request, answered } = openUpload(app, { conversationId: ann.conversation.id, token: ann.token });
  const startRss = process.memoryUsage().rss;
  let peakRss = startRss;
  request.write(before);
  for (let index = 0; index < chunks; index += 1) {
    if (!request.write(chunk)) await new Promise((resolve) => request.once("drain", resolve));
    if (index % 64 === 0) peakRss = Math.max(peakRss, process.memoryUsage().rss);
  }
  request.end(after);
  expect(await answered).toBe(201);
  expect((peakRss - startRss) / 2 ** 20).toBeLessThan(96);
  const { messages } = app.test.published.at(-1)?.feeds[0] ?? { messages: [] };
  expect(messages[0]?.file?.sizeBytes).toBe(chunks * chunk.length);
  const hash = createHash("sha256");
  for (let index = 0; index < chunks; index += 1) hash.update(chunk);
  const stored = await app.test.store.files.find(messages[0]?.file?.key ?? "");
  expect(stored?.sha256).toBe(hash.digest("hex"));
});

function mutate(body: Buffer, random: Random): Buffer {
  const at = (length = body.length) => random.below(length);
  switch (at(6)) {
    case 0:
      return body.subarray(0, at());
    case 1: {
      const flipped = Buffer.from(body);
      for (let count = 1 + at(20); count > 0; count -= 1) flipped[at()] = at(256);
      return flipped;
    }
    case 2: {
      const from = at();
      return Buffer.concat([body.subarray(0, from), body.subarray(from + 1 + at(40))]);
    }
    case 3: {
      const from = at();
      return Buffer.concat([
        body.subarray(0, from),
        Buffer.from(`\r\n--${boundary}\r\n`),
        body.subarray(from),
      ]);
    }
    case 4: {
      const from = at();
      return Buffer.concat([body.subarray(0, from), body.subarray(at(), at()), body.subarray(from)]);
    }
    default:
      return Buffer.from(body.toString("latin1").replaceAll("\r\n", at(2) === 0 ? "\n" : "\r"), "latin1");
  }
}

function splitAtFile(body: Buffer): Buffer[] {
  const at = body.indexOf("FILE");
  return [body.subarray(0, at), body.subarray(at + 4)];
}
