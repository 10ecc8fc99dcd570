import type { History } from "@natter/protocol";
import { expect, test } from "vitest";
import { openTestApp, type TestApp } from "../testing/test-app.js";

/** Six messages: three in one millisecond, three an hour later. */
async function open(app: TestApp) {
  const at = 1_767_225_600_000;
  app.test.setTime(at);
  const { conversation, token } = await app.start();
  const path = `/conversations/${conversation.id}/messages`;
  const say = (localId: string) => app.call("POST", path, { token, body: { localId, text: localId } });
  for (const localId of ["a", "b", "c"]) await say(localId);
  app.test.setTime(at + 3_600_000);
  for (const localId of ["d", "e", "f"]) await say(localId);
  const read = async (query: string) => {
    const response = await app.call("GET", path + query, { token });
    expect(response.status, query).toBe(200);
    return (await response.json()) as History;
  };
  const texts = (page: History) => page.messages.flatMap((m) => (m.type === "text" ? [m.text] : []));
  return { at, path, token, read, texts };
}

test("messages of a time are read by ISO 8601, milliseconds or now, half open [F25]", async () => {
  await using app = await openTestApp();
  const { at, read, texts } = await open(app);
  const later = at + 3_600_000;
  expect(texts(await read(`?since=${later}`))).toEqual(["d", "e", "f"]);
  expect(texts(await read(`?since=${new Date(later).toISOString()}&until=now`))).toEqual(["d", "e", "f"]);
  expect(texts(await read(`?until=${later}`))).toEqual(["a", "b", "c"]);
  expect(texts(await read(`?since=${at}&until=${later + 1}`))).toEqual(["a", "b", "c", "d", "e", "f"]);
  expect(texts(await read(`?since=${later + 1}`))).toEqual([]);
  expect(texts(await read(`?since=2026-01-01T01:00:00%2B00:00`))).toEqual(["d", "e", "f"]);
});

test("pages by cursor inside a time skip and repeat nothing, however equal the times [F25]", async () => {
  await using app = await openTestApp();
  const { at, read, texts } = await open(app);
  const walk = async (first: string, next: (page: History) => string) => {
    const pages: string[][] = [];
    let page = await read(first);
    for (;;) {
      pages.push(texts(page));
      if (!page.hasMore) return pages;
      page = await read(next(page));
    }
  };
  const window = `since=${at}&until=${at + 1}&limit=2`;
  const forwards = await walk(`?${window}`, (page) => `?${window}&after=${page.messages.at(-1)?.seq}`);
  expect(forwards.flat()).toEqual(["a", "b", "c"]);
  const backwards = await walk(
    `?until=now&limit=2`,
    (page) => `?until=now&limit=2&before=${page.messages[0]?.seq}`,
  );
  expect(backwards.reverse().flat()).toEqual(["a", "b", "c", "d", "e", "f"]);
});

test("a clock that was set back moves no message in the order [F25]", async () => {
  await using app = await openTestApp();
  const { at, path, token, read, texts } = await open(app);
  app.test.setTime(at - 1000);
  await app.call("POST", path, { token, body: { localId: "g", text: "g" } });
  expect(texts(await read(`?since=${at - 1000}`))).toEqual(["a", "b", "c", "d", "e", "f", "g"]);
  expect(texts(await read(`?until=${at}`))).toEqual(["g"]);
});

test.each(["?since=yesterday", "?until=2026-13-01", "?since=1&since=2", "?since=now&after=1&before=9"])(
  "the query %s is refused with the reason [F25]",
  async (query) => {
    await using app = await openTestApp();
    const { path, token } = await open(app);
    const response = await app.call("GET", path + query, { token });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: "invalid" });
  },
);

test("a time is for participants only, as is everything that is read [F25]", async () => {
  await using app = await openTestApp();
  const { path } = await open(app);
  const other = await app.start();
  expect((await app.call("GET", `${path}?since=1`, { token: other.token })).status).toBe(404);
  expect((await app.call("GET", `${path}?since=1`)).status).toBe(401);
});
