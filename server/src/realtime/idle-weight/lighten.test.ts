import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Server } from "socket.io";
import { io as connect } from "socket.io-client";
import { expect, test } from "vitest";
import { lightenRooms, lightenSocket } from "./lighten.js";

/** The fields of Socket.IO that are replaced: private, so an upgrade may rename them. */
interface Fields {
  acks: unknown;
  _anyListeners?: unknown;
  client: { sockets: unknown; nsps: unknown };
}

test("a lightened socket had what is replaced, and still does all that a socket does", async () => {
  const http = createServer();
  const io = new Server(http);
  lightenRooms(io.sockets);
  const heard: unknown[] = [];
  const before: boolean[] = [];
  const left: string[] = [];
  io.on("connection", (socket) => {
    const fields = socket as unknown as Fields;
    before.push([fields.acks, fields.client.sockets, fields.client.nsps].every((one) => one instanceof Map));
    socket.onAny(() => {});
    before.push(Array.isArray(fields._anyListeners));
    lightenSocket(socket, [(...args: unknown[]) => void heard.push(args[0])]);
    socket.on("disconnect", (reason) => void left.push(reason));
    void socket.join(["one", "two"]);
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const { port } = http.address() as AddressInfo; // A TCP server that listens has this and nothing else.
  const clients = [0, 1].map(() =>
    connect(`http://127.0.0.1:${port}`, { transports: ["websocket"], forceNew: true }),
  );
  const got: string[] = [];
  for (const [index, client] of clients.entries()) {
    client.on("question", (answer: (text: string) => void) => answer(`answer ${index}`));
    client.on("news", () => void got.push(`news ${index}`));
    client.on("private", () => void got.push(`private ${index}`));
  }
  await expect.poll(() => io.sockets.sockets.size).toBe(2);
  await expect.poll(() => clients.every(({ connected }) => connected)).toBe(true);
  expect(before).toEqual([true, true, true, true]);

  const [first] = [...io.sockets.sockets.values()];
  if (!first) throw new Error("nobody connected");
  expect(await io.to("one").timeout(30_000).emitWithAck("question")).toHaveLength(2);
  expect(await first.timeout(30_000).emitWithAck("question")).toMatch(/^answer \d$/u);
  io.to("two").emit("news");
  io.to(first.id).emit("private");
  clients[0]?.emit("hello");
  await expect.poll(() => got.sort()).toEqual(["news 0", "news 1", expect.stringContaining("private")]);
  await expect.poll(() => heard).toEqual(["hello"]);
  expect([...first.rooms].sort()).toEqual([first.id, "one", "two"].sort());

  clients[0]?.disconnect();
  await expect.poll(() => left).toEqual(["client namespace disconnect"]);
  expect(io.sockets.adapter.rooms.get("one")?.size).toBe(1);
  for (const socket of io.sockets.sockets.values()) socket.disconnect(true);
  await expect.poll(() => left).toHaveLength(2);
  expect([...io.sockets.adapter.rooms.keys()]).toEqual([]);
  for (const client of clients) client.close();
  await io.close();
});
