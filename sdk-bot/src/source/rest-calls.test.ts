import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { Bot } from "../bot.js";
import { RestCalls } from "./rest-calls.js";

/** Calls to a server that answers like this, and what it was asked. */
async function calling(answer: (response: ServerResponse, count: number) => void, timeoutMs?: number) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    request.resume();
    asked.push(`${request.method} ${request.url}`);
    answer(response, asked.length);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  onTestFinished(close);
  const waits: number[] = [];
  const timing = { random: () => 0.5, sleep: async (ms: number) => void waits.push(ms) };
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const calls = new RestCalls({ url, key: "k_1" }, { timing, ...(timeoutMs && { timeoutMs }) });
  return { calls, asked, waits, close };
}

const refuse = (response: ServerResponse, status: number, problem: object) =>
  response.writeHead(status, { "Content-Type": "application/problem+json" }).end(JSON.stringify(problem));
const page = { requests: [], nextCursor: null };

describe("the calls of a bot that has no connection", () => {
  it("go where the protocol says, what narrows a reading in the address [F216] [F217]", async () => {
    const { calls, asked } = await calling((response) => response.end(JSON.stringify(page)));
    await calls.call("say", { conversationId: "c/1", key: "k", text: "hi" });
    await calls.call("leave", { conversationId: "c" });
    await calls.call("requests", { status: "done", cursor: "a+b" });
    expect(asked).toEqual([
      "POST /api/v1/bots/conversations/c%2F1/messages",
      "POST /api/v1/bots/conversations/c/leave",
      "GET /api/v1/bots/requests?status=done&cursor=a%2Bb",
    ]);
  });

  it("are repeated where the server is overloaded, and not without end [F216]", async () => {
    const overloaded = { code: "overloaded", detail: "Too much.", retryAfterMs: 1000 };
    const once = await calling((response, count) =>
      count === 1 ? refuse(response, 503, overloaded) : response.end(JSON.stringify(page)),
    );
    expect(await once.calls.call("requests", {})).toEqual(page);
    expect(once.waits).toEqual([1050]);
    const always = await calling((response) => refuse(response, 503, overloaded));
    await expect(always.calls.call("requests", {})).rejects.toMatchObject({ code: "overloaded" });
    expect(always.asked).toHaveLength(6);
  });

  it("fail at once where no server answers, and in time where one hangs [F216]", async () => {
    const gone = await calling(() => {});
    gone.close();
    await expect(gone.calls.call("leave", { conversationId: "c" })).rejects.toMatchObject({
      code: "unreachable",
      isRetryable: true,
    });
    expect(gone.waits).toEqual([]);
    const hanging = await calling(() => {}, 20);
    await expect(hanging.calls.call("leave", { conversationId: "c" })).rejects.toMatchObject({
      code: "ack_timeout",
    });
  });

  it("need a key: a bot that was neither started nor given one is told so [F67]", async () => {
    const send = new Bot().conversation("c").send("hi", { key: "k" });
    await expect(send).rejects.toThrow(
      /is not running, and has no key.*after start\(\), or set NATTER_BOT_KEY/u,
    );
  });
});
