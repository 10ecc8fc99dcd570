import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { describe, expect, it, onTestFinished } from "vitest";
import { textMessage } from "../request.fixture.js";
import { callUntilAnswered } from "../retry.js";
import { realTiming } from "../timing.js";
import { RestLink } from "./rest-link.js";

interface Asked {
  path: string | undefined;
  authorization: string | undefined;
  body: unknown;
}
type Answering = (response: ServerResponse, count: number) => void;

/** A link to a server that answers like this, what it was asked, and what the bot's log says. */
async function linked(answer: Answering, answerTimeoutMs = 10_000) {
  const asked: Asked[] = [];
  const server = createServer((request: IncomingMessage, response) => {
    void json(request).then((body) => {
      asked.push({ path: request.url, authorization: request.headers.authorization, body });
      answer(response, asked.length);
    }, unheard);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const warned: string[] = [];
  const controller = new AbortController();
  const link = new RestLink({
    server: { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, key: "k_1" },
    signal: controller.signal,
    logger: { info() {}, warn: (message) => void warned.push(message), error() {} },
    answerTimeoutMs,
  });
  const insist = <T>(call: () => Promise<T>) =>
    callUntilAnswered(call, { signal: controller.signal, timing: realTiming });
  return { link, asked, warned, controller, insist };
}

/** A body that is cut off is nobody's loss. */
const unheard = () => {};
const ofAttempt = { requestId: "r-1", attempt: 2 };
const effect = { ...ofAttempt, index: 0, effect: { type: "send" as const, text: "hi" } };
const sent = { duplicate: false, message: textMessage("hi") };
const refuse = (response: ServerResponse, status: number, problem: object) =>
  response.writeHead(status, { "Content-Type": "application/problem+json" }).end(JSON.stringify(problem));

describe("a link over REST", () => {
  it("makes each call at its address, with the key, and resolves to what the server stored [F209]", async () => {
    const { link, asked } = await linked((response) => response.end(JSON.stringify(sent)));
    expect(await link.effect(effect)).toEqual(sent);
    await link.step({ ...ofAttempt, index: 1, name: "time" });
    await link.report({ ...ofAttempt, index: 2, report: { tool: "till" } });
    await link.delta({ ...ofAttempt, index: 3, from: 0, text: "a" });
    await link.endDelta({ ...ofAttempt, index: 3 });
    expect(asked.map(({ path }) => path)).toEqual(
      ["effects", "steps", "reports", "deltas", "deltas/end"].map((name) => `/api/v1/bots/${name}`),
    );
    expect(asked[0]).toMatchObject({ authorization: "Bearer k_1", body: effect });
    expect(link.outcome).toBeNull();
    await link.done();
    expect(link.outcome).toEqual({ done: true });
  });

  it("says that the attempt waits where nobody has answered its question [F204] [F209]", async () => {
    const outcomes = [{ type: "answered", message: textMessage("yes") }, { type: "waiting" }];
    const { link } = await linked((response, count) =>
      response.end(JSON.stringify({ message: textMessage("?"), outcome: outcomes[count - 1] })),
    );
    await link.ask({ ...ofAttempt, index: 0, text: "?" });
    expect(link.outcome).toBeNull();
    await link.ask({ ...ofAttempt, index: 1, text: "?" });
    expect(link.outcome).toEqual({ waiting: true });
  });

  it("gives the server's code, and repeats what may pass: an answer that was lost, cut off or late [F209]", async () => {
    const failing: Answering[] = [
      (response) => response.destroy(),
      (response) =>
        void response.writeHead(200, { "Content-Length": "100" }).write("{", () => response.destroy()),
      (response) => refuse(response, 503, { code: "overloaded", detail: "full", retryAfterMs: 1 }),
      (response) => response.writeHead(502).end("<html>"),
      (response) => void response.writeHead(200).write("{"),
    ];
    const succeed: Answering = (response) => response.end(JSON.stringify(sent));
    const { link, asked, warned, insist } = await linked(
      (response, count) => (failing[count - 1] ?? succeed)(response, count),
      1500,
    );
    expect(await insist(() => link.effect(effect))).toEqual(sent);
    expect(asked.length).toBeGreaterThan(failing.length);
    expect(warned).toEqual(["the server cannot be called from behind the webhook"]);
    const refusing = await linked((response) =>
      refuse(response, 409, { code: "fenced", detail: "too late" }),
    );
    await expect(refusing.insist(() => refusing.link.effect(effect))).rejects.toMatchObject({
      code: "fenced",
    });
  });

  it("ends with the attempt [F209]", async () => {
    const { link, controller } = await linked(() => controller.abort(new Error("over")));
    await expect(link.effect(effect)).rejects.toThrow("over");
  });
});
