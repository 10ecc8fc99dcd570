import { request } from "node:http";
import type { FileMessage, Membership, SentMessage } from "@natter/protocol";
import { expect, test } from "vitest";
import { openTestApp, type TestApp } from "../testing/test-app.js";
import { gifAndScript, html, pdfAndHtml, png, svgWithScript, upload, wav } from "../testing/uploads.js";

const dayMs = 24 * 3600 * 1000;

async function send(
  app: TestApp,
  ann: Membership,
  options: Parameters<typeof upload>[2] = {},
): Promise<NonNullable<FileMessage["file"]>> {
  const body = (await (await upload(app, ann, options)).json()) as SentMessage;
  const { file } = body.message as FileMessage;
  if (!file) throw new Error(JSON.stringify(body));
  return file;
}

const bare = (url: string) => url.replace(/\?.*/u, "");

test("a key alone opens nothing; its signature, a participant's token and an administrator's key do [F22]", async () => {
  await using app = await openTestApp();
  const [ann, bea] = [await app.start(), await app.start()];
  const { url } = await send(app, ann);
  const status = async (address: string, token?: string) => {
    const headers: Record<string, string> = token === undefined ? {} : { Authorization: `Bearer ${token}` };
    return (await fetch(app.url + address, { headers })).status;
  };
  expect(await status(url)).toBe(200);
  expect(await status(bare(url))).toBe(403);
  expect(await status(bare(url), ann.token)).toBe(200);
  expect(await status(bare(url), bea.token)).toBe(404);
  expect(await status(bare(url), await app.addAdminKey(["conversations:read"]))).toBe(200);
  expect(await status(bare(url), await app.addAdminKey(["requests:read"]))).toBe(403);
  const { searchParams } = new URL(url, app.url);
  const [expires = "", signature = ""] = [searchParams.get("expires"), searchParams.get("signature")];
  const forged = [
    `?expires=${Number(expires) + 1}&signature=${signature}`,
    `?expires=${expires}&signature=${signature?.slice(0, -2)}AA`,
    `?expires=${expires}&signature=`,
    `?expires=${expires}`,
    `?signature=${signature}`,
    `?expires=${expires}&expires=1&signature=${signature}`,
  ];
  for (const query of forged) expect([400, 403]).toContain(await status(bare(url) + query));
  expect(await status(url.replace(/files\/[^?]+/u, `files/${"x".repeat(32)}`))).toBe(403);
  await app.call("POST", `/conversations/${ann.conversation.id}/leave`, ann);
  expect(await status(bare(url), ann.token)).toBe(403);
});

test("an address expires with a remedy, and a message read again carries a fresh one [F22]", async () => {
  await using app = await openTestApp();
  const ann = await app.start();
  const { url } = await send(app, ann);
  app.test.advance(dayMs - 60_000);
  expect((await fetch(app.url + url)).status).toBe(200);
  app.test.advance(dayMs / 8);
  const expired = await fetch(app.url + url);
  expect(expired.status).toBe(403);
  expect(await expired.json()).toMatchObject({
    code: "forbidden",
    detail: expect.stringContaining("read the message again"),
  });
  const history = await app.call("GET", `/conversations/${ann.conversation.id}/messages`, ann);
  const { messages } = (await history.json()) as { messages: FileMessage[] };
  const fresh = messages.at(-1)?.file?.url ?? "";
  expect(fresh).not.toBe(url);
  expect((await fetch(app.url + fresh)).status).toBe(200);
});

test("addresses made soon after one another are equal, so that browsers keep what they loaded", async () => {
  await using app = await openTestApp();
  const { sign } = app.test.core.fileUrls;
  const urls = new Set(Array.from({ length: 10 }, () => sign("k")));
  expect(urls.size).toBeLessThanOrEqual(2);
});

test.each([
  ["a picture", { bytes: png(), name: "a.png" }, "inline", "image/png"],
  ["sound", { message: { type: "voice" }, bytes: wav(), name: "a.wav" }, "inline", "audio/wav"],
  [
    "SVG",
    { message: { type: "attachment" }, bytes: svgWithScript, name: "a.svg" },
    "attachment",
    "text/plain",
  ],
  ["a page", { message: { type: "attachment" }, bytes: html, name: "a.html" }, "attachment", "text/plain"],
  [
    "PDF",
    { message: { type: "attachment" }, bytes: pdfAndHtml, name: "a.pdf" },
    "attachment",
    "application/pdf",
  ],
  ["GIF and script", { bytes: gifAndScript, name: "a.js" }, "inline", "image/gif"],
])("%s is served as what it is and as nothing else [F22]", async (_, options, disposition, mimeType) => {
  await using app = await openTestApp();
  const { url } = await send(app, await app.start(), options);
  // An <img> on any site says nothing of its origin.
  const { headers } = await fetch(app.url + url);
  expect(headers.get("Content-Type")?.split(";")[0]).toBe(mimeType);
  expect(headers.get("Content-Disposition")).toBe(`${disposition}; filename="${options.name}"`);
  expect(headers.get("X-Content-Type-Options")).toBe("nosniff");
  expect(headers.get("Content-Security-Policy")).toBe("sandbox; default-src 'none'");
  expect(headers.get("Cross-Origin-Resource-Policy")).toBe("cross-origin");
  expect(headers.get("Cache-Control")).toMatch(/^private, max-age=\d+$/u);
});

test("a name outside ASCII travels as RFC 8187 wants it [F22]", async () => {
  await using app = await openTestApp();
  const { url } = await send(app, await app.start(), { name: "Übersicht (neu) 😀.png" });
  const { headers } = await fetch(app.url + url);
  const disposition = headers.get("Content-Disposition") ?? "";
  expect(disposition).toMatch(/^inline; filename="[^"]*"; filename\*=UTF-8''[\w%.!~*'()-]+$/u);
  const encoded = /filename\*=UTF-8''(.*)$/u.exec(disposition)?.[1] ?? "";
  expect(decodeURIComponent(encoded)).toBe("Übersicht (neu) 😀.png");
});

test("ranges, conditions and HEAD [F218]", async () => {
  await using app = await openTestApp();
  const bytes = wav(200_000);
  const { url } = await send(app, await app.start(), { message: { type: "audio" }, bytes });
  const ask = (headers: Record<string, string>, method = "GET") => fetch(app.url + url, { method, headers });
  const whole = await ask({});
  expect(whole.headers.get("Accept-Ranges")).toBe("bytes");
  expect(whole.headers.get("Content-Length")).toBe(String(bytes.length));
  const etag = whole.headers.get("ETag") ?? "";
  await whole.arrayBuffer();
  const size = bytes.length;
  const parts: [string, number, number][] = [
    ["bytes=0-0", 0, 0],
    ["bytes=100-199", 100, 199],
    ["bytes=199000-", 199_000, size - 1],
    ["bytes=-500", size - 500, size - 1],
    [`bytes=10-${size * 2}`, 10, size - 1],
    [`bytes=-${size * 2}`, 0, size - 1],
  ];
  for (const [Range, start, end] of parts) {
    const part = await ask({ Range });
    expect([part.status, part.headers.get("Content-Range")]).toEqual([206, `bytes ${start}-${end}/${size}`]);
    expect(part.headers.get("Content-Length")).toBe(String(end - start + 1));
    expect(Buffer.from(await part.arrayBuffer()).equals(bytes.subarray(start, end + 1))).toBe(true);
  }
  for (const Range of [`bytes=${size}-`, "bytes=-0"]) {
    const none = await ask({ Range });
    expect([none.status, none.headers.get("Content-Range")]).toEqual([416, `bytes */${size}`]);
    await none.arrayBuffer();
  }
  for (const Range of ["bytes=0-1,5-6", "bytes=5-2", "lines=1-2", "bytes=a-b", "bytes=-"]) {
    const all = await ask({ Range });
    expect([Range, all.status]).toEqual([Range, 200]);
    await all.arrayBuffer();
  }
  // As browsers do; Node's fetch would otherwise ask for no 304.
  const revalidation = { "If-None-Match": etag, "Cache-Control": "max-age=0" };
  expect((await ask(revalidation)).status).toBe(304);
  expect((await ask({ Range: "bytes=0-0", "If-Range": etag })).status).toBe(206);
  const changed = await ask({ Range: "bytes=0-0", "If-Range": '"other"' });
  expect(changed.status).toBe(200);
  await changed.arrayBuffer();
  const head = await ask({}, "HEAD");
  expect([head.status, head.headers.get("Content-Length"), head.headers.get("ETag")]).toEqual([
    200,
    String(size),
    etag,
  ]);
  const headPart = await ask({ Range: "bytes=0-9" }, "HEAD");
  expect([headPart.status, headPart.headers.get("Content-Length")]).toEqual([206, "10"]);
});

test("a reader who stops reading holds the file back, and leaving closes it [F218]", async () => {
  await using app = await openTestApp();
  const bytes = Buffer.alloc(60e6, 1);
  const { url } = await send(app, await app.start(), { message: { type: "attachment" }, bytes });
  const opened: { bytesRead?: number; closed: boolean }[] = [];
  const { get } = app.test.core.blobs;
  app.test.core.blobs.get = async (...asked) => {
    const stream = await get(...asked);
    if (stream) opened.push(stream);
    return stream;
  };
  const call = request(app.url + url);
  call.end();
  await new Promise((resolve) => call.once("response", resolve));
  await expect.poll(() => opened[0]?.bytesRead).toBeGreaterThan(0);
  // What must not be read has had its chance.
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(opened[0]?.bytesRead).toBeLessThan(30e6);
  call.destroy();
  await expect.poll(() => opened[0]?.closed).toBe(true);
});

test("no key leads out of the store", async () => {
  await using app = await openTestApp();
  const ann = await app.start();
  for (const key of ["..%2f..%2fetc%2fpasswd", "%00", "a".repeat(65), "..", "a%0d%0ab"]) {
    const { status } = await fetch(`${app.url}/api/v1/files/${key}`, {
      headers: { Authorization: `Bearer ${ann.token}` },
    });
    expect([400, 404]).toContain(status);
  }
});
