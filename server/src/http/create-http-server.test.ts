import { once } from "node:events";
import type { RequestListener } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { expect, test } from "vitest";
import { createHttpServer, type httpBounds } from "./create-http-server.js";

const readBodies: RequestListener = (request, response) => {
  request.resume();
  request.on("end", () => response.end("ok"));
  request.on("error", () => {});
};

async function listen(bounds: Partial<typeof httpBounds> = {}) {
  const server = createHttpServer(readBodies, { connectionsCheckingInterval: 50, ...bounds });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    connect: () => connect(port, "127.0.0.1").on("error", () => {}),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** Sends a little now and then, for ever; resolves to what came back before the server let go. */
async function dribble(socket: Socket, start: string, drop: string): Promise<string> {
  let answer = "";
  socket.on("data", (chunk) => {
    answer += chunk;
  });
  socket.write(start);
  const timer = setInterval(() => socket.writable && socket.write(drop), 20);
  await once(socket, "close");
  clearInterval(timer);
  return answer;
}

test("two hundred peers that dribble headers are let go, and others are served meanwhile", async () => {
  await using server = await listen({ headersTimeout: 3000 });
  const peers = Array.from({ length: 200 }, () =>
    dribble(server.connect(), "GET / HTTP/1.1\r\nHost: x\r\n", "X-A: b\r\n"),
  );
  const letGo = Promise.all(peers);
  const served = fetch(server.url).then((response) => response.text());
  expect(await Promise.race([served, letGo])).toBe("ok");
  for (const answer of await letGo) expect(answer).toMatch(/^HTTP\/1.1 (408|431)/u);
});

test("a body that never ends is cut off", async () => {
  await using server = await listen({ headersTimeout: 300, requestTimeout: 500 });
  const start = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n";
  expect(await dribble(server.connect(), start, "x")).toMatch(/^HTTP\/1.1 408/u);
});

test("headers that are too long are refused, and of too many only so many are kept", async () => {
  await using server = await listen();
  const long = `GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${"x".repeat(20_000)}\r\n\r\n`;
  expect(await dribble(server.connect(), long, "")).toMatch(/^HTTP\/1.1 431/u);
});
