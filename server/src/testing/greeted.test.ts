import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Server } from "socket.io";
import { io } from "socket.io-client";
import { expect, onTestFinished, test } from "vitest";
import { greeted } from "./greeted.js";
import { next } from "./test-server.js";

test("what comes together with the greeting is heard by whoever awaited it, once", async () => {
  const http = createServer();
  const server = new Server(http);
  onTestFinished(() => server.close());
  server.on("connection", (socket) => {
    socket.emit("welcome", 1);
    socket.emit("welcome", 2);
  });
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  const client = io(`http://127.0.0.1:${(http.address() as AddressInfo).port}`, {
    transports: ["websocket"],
  });
  onTestFinished(() => void client.disconnect());
  await greeted(client);
  const first = next(client, "welcome");
  const all: number[] = [];
  client.on("welcome", (count: number) => all.push(count));
  expect(await first).toBe(1);
  await expect.poll(() => all).toEqual([1, 2]);
});
