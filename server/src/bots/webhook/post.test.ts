import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { mayCall, webhookUrlFault } from "./address-guard.js";
import { Poster } from "./post.js";

async function endpoint(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://localhost:${(server.address() as AddressInfo).port}/`;
}

function poster(options: Partial<ConstructorParameters<typeof Poster>[0]> = {}): Poster {
  const made = new Poster({ targets: "loopback", timeoutMs: 30_000, ...options });
  onTestFinished(() => made.close());
  return made;
}

const post = (one: Poster, url: string) =>
  one.post(url, { "x-test": "1" }, "{}", new AbortController().signal);

describe("calling a webhook", () => {
  it("posts, and answers with the status and the body [F209]", async () => {
    const url = await endpoint((request, response) =>
      response.end(`${request.method} ${request.headers["x-test"]}`),
    );
    expect(await post(poster(), url)).toEqual({ status: 200, body: "POST 1" });
  });

  it("calls again where a kept connection was closed just then, and only there [F209]", async () => {
    const sockets = new Set<unknown>();
    let calls = 0;
    const closing: RequestListener = (request, response) => {
      calls += 1;
      const isKept = sockets.has(request.socket);
      sockets.add(request.socket);
      if (isKept) request.socket.destroy();
      else response.end(`answer ${calls}`);
    };
    const url = await endpoint(closing);
    const one = poster();
    expect(await post(one, url)).toMatchObject({ body: "answer 1" });
    expect(await post(one, url)).toMatchObject({ body: "answer 3" });
    const dead = await endpoint((request) => request.socket.destroy());
    await expect(post(poster(), dead)).rejects.toThrow("socket hang up");
  });

  it("follows no redirect", async () => {
    let calls = 0;
    const url = await endpoint((_, response) => {
      calls += 1;
      response.writeHead(307, { location: "/elsewhere" }).end();
    });
    expect(await post(poster(), url)).toMatchObject({ status: 307 });
    expect(calls).toBe(1);
  });

  it("gives up on an answer that is too large or too slow", async () => {
    const large = await endpoint((_, response) => response.end("x".repeat(1_100_000)));
    await expect(post(poster(), large)).rejects.toThrow("larger than 1048576 bytes");
    const slow = await endpoint((_, response) => response.writeHead(200).write("{"));
    await expect(post(poster({ timeoutMs: 100 }), slow)).rejects.toThrow("no answer within 100 ms");
  });

  it("does not call a name that leads to this machine where only the internet is allowed", async () => {
    let calls = 0;
    const url = await endpoint((_, response) => {
      calls += 1;
      response.end();
    });
    await expect(post(poster({ targets: "public" }), url)).rejects.toThrow("not on the public internet");
    expect(calls).toBe(0);
  });

  it.each([
    ["127.0.0.1", "public", false],
    ["127.8.9.1", "loopback", true],
    ["::1", "loopback", true],
    ["::ffff:127.0.0.1", "public", false],
    ["::ffff:10.0.0.1", "loopback", false],
    ["10.1.2.3", "loopback", false],
    ["10.1.2.3", "any", true],
    ["169.254.169.254", "loopback", false],
    ["fe80::1", "loopback", false],
    ["fd00::1", "public", false],
    ["93.184.216.34", "public", true],
    ["2606:4700::1111", "public", true],
  ] as const)("may it call %s where %s is allowed? %s", (address, targets, expected) => {
    expect(mayCall(address, targets)).toBe(expected);
  });

  it.each([
    ["ftp://bot.test/", "is no absolute http"],
    ["bot.test", "is no absolute http"],
    ["https://me:word@bot.test/", "holds a user name"],
    ["http://[::1]/", "leads to ::1"],
    ["http://2130706433/", "leads to 127.0.0.1"],
  ])("refuses the address %s", (url, fault) => {
    expect(webhookUrlFault(url, "public")).toContain(fault);
  });
});
