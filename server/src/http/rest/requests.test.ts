import { once } from "node:events";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { gunzipSync } from "node:zlib";
import { parse, RequestPage } from "@natter/protocol";
import knexFactory from "knex";
import { expect, test, vi } from "vitest";
import { type HistoryRow, historyRow } from "../../requests/testing/test-history.js";
import { openTestApp, type TestApp } from "../testing/test-app.js";

async function fill(app: TestApp, rows: readonly HistoryRow[]): Promise<void> {
  const knex = knexFactory({
    client: "sqlite3",
    connection: { filename: app.test.file },
    useNullAsDefault: true,
  });
  await knex.batchInsert("bot_requests", rows.map(historyRow), 50);
  await knex.destroy();
}

/** A request without what `fetch` adds and does by itself. */
async function rawGet(app: TestApp, path: string, headers: Record<string, string>): Promise<IncomingMessage> {
  const request = httpRequest(`${app.url}/api/v1${path}`, { headers }).end();
  const [response] = (await once(request, "response")) as [IncomingMessage];
  return response;
}

async function bytesOf(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return Buffer.concat(chunks);
}

test("the history is for administrators' keys with the scope [F93] [F246]", async () => {
  await using app = await openTestApp();
  const { token } = await app.start();
  const statusWith = async (credential?: string) =>
    (await app.call("GET", "/admin/requests", credential === undefined ? {} : { token: credential })).status;
  expect(await statusWith()).toBe(401);
  expect(await statusWith(token)).toBe(401);
  expect(await statusWith(await app.addAdminKey([]))).toBe(403);
  expect(await statusWith(await app.addAdminKey())).toBe(200);
});

test("what a bot is asked is in the history, page by page [F90] [F93]", async () => {
  await using app = await openTestApp();
  const token = await app.addAdminKey();
  await app.test.addBot("echo");
  const { conversation, token: visitor } = await app.start({ bots: ["echo"] });
  for (const localId of ["a", "b", "c"]) {
    const body = { localId, text: localId };
    await app.call("POST", `/conversations/${conversation.id}/messages`, { token: visitor, body });
  }
  const texts: string[] = [];
  let cursor = "";
  do {
    const query = `?bot=echo&limit=2&until=now${cursor && `&cursor=${cursor}`}`;
    app.test.advance(1000);
    const response = await app.call("GET", `/admin/requests${query}`, { token });
    const page = parse(RequestPage, await response.json());
    if (!page.ok) throw new Error(JSON.stringify(page.faults));
    for (const { request } of page.value.requests) {
      if (request.message.type === "text") texts.push(request.message.text);
    }
    cursor = page.value.nextCursor ?? "";
  } while (cursor);
  expect(texts).toEqual(["c", "b", "a"]);
});

test("a wrong filter or cursor is refused by name [F93] [F241]", async () => {
  await using app = await openTestApp();
  const token = await app.addAdminKey();
  for (const [query, field] of [
    ["bot=nobody", "bot"],
    ["status=lost", "status"],
    ["since=yesterday", "since"],
    ["limit=501", "limit"],
    ["aggregation=1", "aggregation"],
    ["cursor=e30.e30", "cursor"],
    ["cursor=", "cursor"],
    ["session=a&session=b", "session"],
  ]) {
    const response = await app.call("GET", `/admin/requests?${query}`, { token });
    expect(response.status, query).toBe(400);
    expect(await response.json()).toMatchObject({ errors: [{ field }] });
  }
});

test("an export streams as an attachment, zipped only for those who unpack [F95] [F240]", async () => {
  await using app = await openTestApp();
  const authorization = `Bearer ${await app.addAdminKey()}`;
  await fill(
    app,
    Array.from({ length: 700 }, (_, index) => ({ text: `row ${index}`, createdAt: index })),
  );
  const path = "/admin/requests/export?format=ndjson&since=100";
  const plain = await rawGet(app, path, { authorization });
  expect(plain.headers).toMatchObject({
    "content-type": "application/x-ndjson",
    "content-disposition": expect.stringMatching(
      /^attachment; filename="natter-requests-\d{4}-.*\.ndjson"$/u,
    ),
    "cache-control": "no-store",
    vary: expect.stringContaining("Accept-Encoding"),
  });
  expect(plain.headers["content-encoding"]).toBeUndefined();
  const bytes = await bytesOf(plain);
  expect(bytes.toString().trimEnd().split("\n")).toHaveLength(601);

  const zipped = await rawGet(app, path, { authorization, "accept-encoding": "gzip, br" });
  expect(zipped.headers["content-encoding"]).toBe("gzip");
  expect(gunzipSync(await bytesOf(zipped)).equals(bytes)).toBe(true);
  const unwanted = await rawGet(app, path, { authorization, "accept-encoding": "gzip;q=0" });
  expect(unwanted.headers["content-encoding"]).toBeUndefined();
  unwanted.destroy();
});

test.each([
  ["csv", "text/csv; charset=utf-8; header=present"],
  ["json", "application/json"],
])("an export as %s has its type", async (format, type) => {
  await using app = await openTestApp();
  const token = await app.addAdminKey();
  const response = await app.call("GET", `/admin/requests/export?format=${format}`, { token });
  expect([response.status, response.headers.get("Content-Type")]).toEqual([200, type]);
  await response.text();
});

test("a wrong export is refused before it starts, and leaves no audit row", async () => {
  await using app = await openTestApp();
  const token = await app.addAdminKey();
  const audit = vi.spyOn(app.test.store.audit, "add");
  expect((await app.call("GET", "/admin/requests/export?format=xml", { token })).status).toBe(400);
  expect((await app.call("GET", "/admin/requests/export?bot=nobody", { token })).status).toBe(400);
  expect((await app.call("HEAD", "/admin/requests/export", { token })).status).toBe(200);
  expect(audit).not.toHaveBeenCalled();
});

test.each(["identity", "gzip"])(
  "a client that leaves stops the reading, and the audit says so (%s) [F240] [F251]",
  async (encoding) => {
    await using app = await openTestApp({ config: { exportPageRows: 10 } });
    const authorization = `Bearer ${await app.addAdminKey()}`;
    // Random text, so that packing it does not make it fit into the buffers between.
    const text = () => Buffer.from(crypto.getRandomValues(new Uint8Array(60_000))).toString("base64");
    await fill(
      app,
      Array.from({ length: 300 }, () => ({ text: text() })),
    );
    const { audit, requests } = app.test.store;
    const pages = vi.spyOn(requests, "page");
    const closed = new Promise<Record<string, unknown>>((resolve) => {
      const add = audit.add;
      vi.spyOn(audit, "add").mockImplementation(async (entry) => {
        await add(entry);
        if (entry.action === "requests.export.closed") resolve(entry.details);
      });
    });
    const response = await rawGet(app, "/admin/requests/export", {
      authorization,
      "accept-encoding": encoding,
    });
    // A client that reads nothing is not read for either: only what fits into buffers was fetched.
    await once(response, "readable");
    await expect.poll(() => pages.mock.calls.length).toBeGreaterThan(0);
    response.destroy();
    expect(await closed).toMatchObject({ isComplete: false });
    expect(pages.mock.calls.length).toBeLessThan(30);
  },
);
