import { expect, test } from "vitest";
import { Limiter } from "../limits/limiter.js";
import { readRates } from "../limits/rates.js";
import { silent } from "../observer.js";
import { openTestApp, type TestApp } from "./testing/test-app.js";

/** The clock of the buckets stands still, so that nothing comes back between two slow calls. */
let now = 0;

const openLimited = (rates: string[], config: { trustProxy?: boolean } = {}) =>
  openTestApp({
    limiter: new Limiter({ rates: readRates(rates), observer: silent, now: () => now }),
    config,
  });

const create = (app: TestApp, address?: string) =>
  app.call("POST", "/conversations", {
    body: {},
    ...(address && { headers: { "X-Forwarded-For": address } }),
  });

test("past the burst a call is a 429 problem that says when to come back, and then it works", async () => {
  await using app = await openLimited(["creations=2/3"]);
  for (let n = 0; n < 3; n += 1) expect((await create(app)).status).toBe(201);
  const refused = await create(app);
  expect(refused.status).toBe(429);
  expect(refused.headers.get("Retry-After")).toBe("1");
  const problem = (await refused.json()) as { code: string; retryAfterMs: number; detail: string };
  expect(problem).toMatchObject({ code: "rate_limited", detail: expect.stringContaining("creations") });
  expect(problem.retryAfterMs).toBe(500);
  now += problem.retryAfterMs - 1;
  expect((await create(app)).status).toBe(429);
  now += 1;
  expect((await create(app)).status).toBe(201);
});

test("every answer tells what is granted and what is left, as the draft's fields, readable from a page", async () => {
  await using app = await openLimited(["sends=5/20"]);
  const { token, conversation } = await app.start();
  const send = (localId: string) =>
    app.call("POST", `/conversations/${conversation.id}/messages`, {
      token,
      body: { localId, text: "hello" },
      headers: { Origin: "https://site.test" },
    });
  await send("1");
  const { headers } = await send("2");
  expect(headers.get("RateLimit-Policy")).toContain('"sends";q=20;w=4');
  expect(headers.get("RateLimit")).toContain('"sends";r=18;t=1');
  expect(headers.get("RateLimit-Policy")?.split(", ")).toHaveLength(3);
  expect(headers.get("Access-Control-Expose-Headers")).toContain("RateLimit-Policy");
});

test("addresses do not share a bucket, and behind a proxy they are told apart", async () => {
  await using app = await openLimited(["creations=0.01/1"], { trustProxy: true });
  expect((await create(app, "1.1.1.1")).status).toBe(201);
  expect((await create(app, "1.1.1.1")).status).toBe(429);
  expect((await create(app, "6.6.6.6, 1.1.1.1")).status).toBe(429);
  expect((await create(app, "2.2.2.2")).status).toBe(201);
  await using direct = await openLimited(["creations=0.01/1"]);
  expect((await create(direct, "1.1.1.1")).status).toBe(201);
  expect((await create(direct, "2.2.2.2")).status).toBe(429);
});

test("guessing credentials costs the address, on exports too; an administrator's exports cost nothing", async () => {
  await using app = await openLimited(["address-calls=0.01/3"]);
  const key = await app.addAdminKey();
  for (let n = 0; n < 10; n += 1) {
    const response = await app.call("GET", "/admin/requests/export?format=ndjson", { token: key });
    expect(response.status).toBe(200);
    await response.text();
  }
  const path = "/admin/requests/export?format=ndjson";
  const guesses: number[] = [];
  for (let n = 0; n < 5; n += 1) guesses.push((await app.call("GET", path, { token: `guess${n}` })).status);
  expect(guesses).toEqual([401, 401, 401, 429, 429]);
});

test("a refused call reads no body, and one participant does not use up another's calls", async () => {
  await using app = await openLimited(["participant-calls=0.01/2"]);
  const mine = await app.start();
  const other = await app.start();
  const read = ({ token, conversation }: typeof mine) =>
    app.call("GET", `/conversations/${conversation.id}`, { token }).then(({ status }) => status);
  expect([await read(mine), await read(mine), await read(mine)]).toEqual([200, 200, 429]);
  expect(await read(other)).toBe(200);
  const broken = await app.call("POST", `/conversations/${mine.conversation.id}/messages`, {
    token: mine.token,
    body: "{",
  });
  expect(broken.status).toBe(429);
});

test("switched off, nothing is limited and nothing is told", async () => {
  await using app = await openLimited(["off"]);
  for (let n = 0; n < 50; n += 1) expect((await create(app)).status).toBe(201);
  expect((await create(app)).headers.get("RateLimit")).toBeNull();
});
