import { gzipSync } from "node:zlib";
import { limits } from "@natter/protocol";
import { expect, test } from "vitest";
import { NatterError } from "../errors.js";
import { StoreError } from "../store/store.js";
import { openTestApp } from "./testing/test-app.js";

interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
}

/** The problem of an answer, after looking at what every problem has. */
async function problemOf(response: Response): Promise<Problem> {
  expect(response.headers.get("Content-Type")).toMatch(/^application\/problem\+json/u);
  expect(response.headers.get("Cache-Control")).toBe("no-store");
  expect(response.headers.get("X-Request-Id")).toMatch(/^[\w-]+$/u);
  const problem = (await response.json()) as Problem;
  expect(problem).toMatchObject({ type: `/docs/errors#${problem.code}`, status: response.status });
  expect(problem.title).not.toBe("");
  expect(JSON.stringify(problem)).not.toMatch(/\bat .*\.[jt]s/u);
  return problem;
}

test("a body that is no JSON is invalid_json, whatever is wrong with it [F32] [F97]", async () => {
  await using app = await openTestApp();
  for (const body of ["{", '{"a":1}x', "{'a':1}", "{}{}"]) {
    const problem = await problemOf(await app.call("POST", "/conversations", { body }));
    expect(problem).toMatchObject({ code: "invalid_json", status: 400 });
  }
});

test("a body that is no object, or none at all, is refused by the schema [F97]", async () => {
  await using app = await openTestApp();
  for (const body of ["[]", '"text"', "7", "null", "true", ""]) {
    const problem = await problemOf(await app.call("POST", "/conversations", { body }));
    expect(problem).toMatchObject({ code: "invalid", errors: [{ field: "body" }] });
  }
  expect(await problemOf(await app.call("POST", "/conversations"))).toMatchObject({
    errors: [{ field: "body", message: expect.stringContaining("missing") }],
  });
});

test("another media type is 415 and says which is right", async () => {
  await using app = await openTestApp();
  for (const type of ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", "nonsense"]) {
    const headers = { "Content-Type": type };
    const problem = await problemOf(await app.call("POST", "/conversations", { body: "{}", headers }));
    expect(problem).toMatchObject({ code: "unsupported_media_type", status: 415 });
    expect(problem.detail).toContain("application/json");
  }
  const headers = { "Content-Encoding": "nonsense" };
  const problem = await problemOf(await app.call("POST", "/conversations", { body: "{}", headers }));
  expect(problem.code).toBe("unsupported_media_type");
});

test("a body over the limit is 413 with the limit, told in advance or not [F20]", async () => {
  await using app = await openTestApp();
  const padding = " ".repeat(limits.frameMaxChars);
  const told = await problemOf(await app.call("POST", "/conversations", { body: `{}${padding}` }));
  expect(told).toMatchObject({ code: "too_large", status: 413 });
  expect(told.detail).toContain(String(limits.frameMaxChars));
  const streamed = await fetch(`${app.url}/api/v1/conversations`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: new Blob([`{}${padding}`]).stream(),
    duplex: "half",
  } as RequestInit);
  expect(await problemOf(streamed)).toMatchObject({ code: "too_large" });
  const body = gzipSync(`{}${padding}`);
  const zipped = await fetch(`${app.url}/api/v1/conversations`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "Content-Encoding": "gzip" },
    body,
  });
  expect(await problemOf(zipped)).toMatchObject({ code: "too_large" });
  const fitting = await app.call("POST", "/conversations", { body: `{}${padding.slice(2)}` });
  expect(fitting.status).toBe(201);
});

test("an unknown address is 404, in the API and outside", async () => {
  await using app = await openTestApp();
  for (const path of ["/api/v1/nothing", "/api/v2/bots", "/api/v1", "/API/v1/bots", "/api/v1/bots/", "/x"]) {
    expect(await problemOf(await fetch(app.url + path)), path).toMatchObject({
      code: "not_found",
      status: 404,
    });
  }
});

test("another method is 405 with the allowed ones", async () => {
  await using app = await openTestApp();
  const response = await app.call("DELETE", "/conversations/abc/messages");
  expect(response.headers.get("Allow")).toBe("GET, HEAD, POST");
  expect(await problemOf(response)).toMatchObject({ code: "method_not_allowed", status: 405 });
  expect((await app.call("DELETE", "/token")).headers.get("Allow")).toBe("POST");
  expect((await fetch(`${app.url}/natter.js`, { method: "PUT" })).status).toBe(405);
  const options = await fetch(`${app.url}/api/v1/bots`, { method: "OPTIONS" });
  expect([options.status, options.headers.get("Allow")]).toEqual([204, "GET, HEAD"]);
});

test("a missing, forged or broken credential is 401 and asks for one [F101]", async () => {
  await using app = await openTestApp();
  const { conversation, token } = await app.start();
  for (const bad of [undefined, "", "x.y.z", `${token.slice(0, -3)}abc`]) {
    const response = await app.call(
      "GET",
      `/conversations/${conversation.id}`,
      bad === undefined ? {} : { token: bad },
    );
    expect(response.headers.get("WWW-Authenticate")).toBe('Bearer realm="natter"');
    expect(await problemOf(response)).toMatchObject({ code: "unauthorized", status: 401 });
  }
});

test("an expired token is told apart from a wrong one", async () => {
  await using app = await openTestApp();
  const { conversation, token } = await app.start();
  app.test.advance(31 * 24 * 3600 * 1000);
  const problem = await problemOf(await app.call("GET", `/conversations/${conversation.id}`, { token }));
  expect(problem).toMatchObject({ code: "token_expired", status: 401 });
});

test("a bad credential is refused even where none is needed", async () => {
  await using app = await openTestApp({ roomsEnabled: true });
  const { conversation } = await app.start();
  const response = await app.call("POST", `/conversations/${conversation.id}/join`, {
    token: "old",
    body: {},
  });
  expect(await problemOf(response)).toMatchObject({ code: "unauthorized" });
});

test("an unexpected failure is logged under the request's id and shows nothing of the inside [F101]", async () => {
  await using app = await openTestApp({
    middleware: [
      (ctx, next) => {
        if (ctx.path === "/boom") throw new Error("the password is hunter2");
        return next();
      },
    ],
  });
  const response = await fetch(`${app.url}/boom`);
  const requestId = response.headers.get("X-Request-Id");
  const problem = await problemOf(response);
  expect(problem).toMatchObject({ code: "internal", status: 500 });
  expect(JSON.stringify(problem)).not.toContain("hunter2");
  expect(app.logged.find(({ level }) => level === "error")).toMatchObject({
    requestId,
    err: { message: "the password is hunter2" },
  });
});

test("a failure that may pass says when to try again", async () => {
  await using app = await openTestApp({
    middleware: [
      (ctx, next) => {
        if (ctx.path === "/busy") throw new NatterError("overloaded", "Busy.", { retryAfterMs: 1200 });
        if (ctx.path === "/gone") throw new StoreError("unavailable", new Error("SQLITE_IOERR"));
        return next();
      },
    ],
  });
  const busy = await fetch(`${app.url}/busy`);
  expect(busy.headers.get("Retry-After")).toBe("2");
  expect(await problemOf(busy)).toMatchObject({ code: "overloaded", status: 503, retryAfterMs: 1200 });
  const gone = await problemOf(await fetch(`${app.url}/gone`));
  expect(gone).toMatchObject({ code: "unavailable", status: 503 });
  expect(gone.detail).not.toContain("SQLITE");
});

test("refusals are logged with method and path, never with query, credential or body [F61]", async () => {
  await using app = await openTestApp();
  const { conversation, participant, token } = await app.start();
  const body = { localId: "x", text: "" };
  await app.call("POST", `/conversations/${conversation.id}/messages?session=s3cret`, { token, body });
  const lines = JSON.stringify(app.logged);
  expect(app.logged.at(-1)).toMatchObject({ level: "info", method: "POST", status: 400, msg: "request" });
  // Whom and what it was about.
  const about = { conversationId: conversation.id, participantId: participant.id };
  expect(app.logged.at(-1)).toMatchObject(about);
  const key = await app.addAdminKey();
  await app.call("GET", "/admin/requests?statu=done", { token: key });
  expect(app.logged.at(-1)).toMatchObject({ adminKey: expect.any(String), status: 400 });
  expect(lines).not.toContain("s3cret");
  expect(lines).not.toContain(token);
});
