import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo, Socket as TcpSocket } from "node:net";
import { afterEach, expect, test } from "vitest";
import { WebSocket } from "ws";
import { Connection } from "./connection.js";
import { Engine } from "./engine.js";

class Plain extends Connection {
  readonly sizes: number[] = [];
  queuedPackets = 0;
  protected received(size: number): void {
    this.sizes.push(size);
  }
  protected queued(): void {
    this.queuedPackets += 1;
  }
  protected flushed(): void {}
}

const open: { close(): void }[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.close();
});

/** An engine with one connection, and the client at its other end; `packets` are what came after the first. */
async function connect(beats = 0) {
  const http = createServer();
  const engine = new Engine({ pingIntervalMs: 15_000, pingTimeoutMs: 10_000, maxBytes: 1_000_000 });
  http.on("upgrade", (request, tcp, head) => {
    engine.upgrade(request, tcp as TcpSocket, head, (options) => new Plain(options, beats));
  });
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  const connected = once(engine, "connection");
  const { port } = http.address() as AddressInfo; // A TCP server that listens has this and nothing else.
  const client = new WebSocket(`ws://127.0.0.1:${port}/`);
  open.push(engine, http, { close: () => client.terminate() });
  const packets: string[] = [];
  const binary: Buffer[] = [];
  client.on("message", (data: Buffer, isBinary) => {
    if (isBinary) binary.push(data);
    else packets.push(data.toString());
  });
  const [connection] = (await connected) as unknown as [Plain];
  const heard: (string | Buffer)[] = [];
  const ends: string[] = [];
  connection.on("data", (data: string | Buffer) => void heard.push(data));
  connection.on("close", (reason: string | Buffer) => void ends.push(String(reason)));
  const next = () => once(client, "message");
  await next();
  expect(JSON.parse(packets.shift()?.slice(1) ?? "")).toEqual({
    sid: connection.id,
    upgrades: [],
    pingInterval: 15_000,
    pingTimeout: 10_000,
    maxPayload: 1_000_000,
  });
  /** Resolves when all that the client sent before has arrived. */
  const arrived = async () => {
    client.ping();
    await once(client, "pong");
  };
  return { connection, client, packets, binary, heard, ends, next, arrived };
}

test("packets of every length arrive whole and in order, also those that waited behind an unfinished write", async () => {
  const { connection, packets, next } = await connect();
  // More than the kernel takes at once, then all kinds of heads.
  const texts = [4_000_000, 0, 1, 124, 125, 126, 200, 65_534, 65_535, 65_536, 300_000].map((length) =>
    "é".repeat(length),
  );
  connection.write(texts[0] ?? "");
  await new Promise((resolve) => setImmediate(resolve));
  expect(connection.writable).toBe(false);
  for (const text of texts.slice(1)) connection.write(text);
  expect(connection.waiting).toBe(texts.length - 1);
  expect(connection.queuedPackets).toBe(texts.length - 1);
  while (packets.length < texts.length) await next();
  expect(packets).toEqual(texts.map((text) => `4${text}`));
  expect(connection.waiting).toBe(0);
  expect(connection.writable).toBe(true);
});

test("what one turn sends, its promises included, leaves in one write and counts as queued by nobody", async () => {
  const { connection, packets, next } = await connect();
  const writes: string[] = [];
  connection.write("change");
  void Promise.resolve().then(async () => {
    await null;
    connection.write("answer");
    writes.push(`${connection.queuedPackets} queued, ${connection.waiting} waiting`);
  });
  while (packets.length < 2) await next();
  expect(packets).toEqual(["4change", "4answer"]);
  expect(writes).toEqual(["0 queued, 0 waiting"]);
});

test("a frame that was made for many is sent as it is, to each of them", async () => {
  const [one, other] = [await connect(), await connect()];
  const options = { wsPreEncodedFrame: [Buffer.from([0x81, 3]), Buffer.from("4hi")] };
  for (const { connection } of [one, other]) connection.write("hi", options);
  for (const { packets } of [one, other]) await expect.poll(() => packets).toEqual(["4hi"]);
});

test("bytes travel as a binary frame, both ways", async () => {
  const { connection, client, binary, heard, next, arrived } = await connect();
  connection.write(Buffer.from([1, 2, 3]));
  await next();
  expect(binary).toEqual([Buffer.from([1, 2, 3])]);
  client.send(Buffer.from([9]));
  await arrived();
  expect(heard).toEqual([Buffer.from([9])]);
});

test("messages are heard in order and counted by their size, as are pings of the WebSocket", async () => {
  const { connection, client, heard, arrived } = await connect();
  for (const text of ["4first", "4", "4second"]) client.send(text);
  await arrived();
  expect(heard).toEqual(["first", "", "second"]);
  expect(connection.sizes).toEqual([5, 0, 6, 0]);
});

test.each(["2", "", "9", "1", "x"])(
  "packet %j, which a client never sends, ends the connection",
  async (packet) => {
    const { client, ends, heard } = await connect();
    client.send(packet);
    await once(client, "close");
    expect(ends).toEqual(["parse error"]);
    expect(heard).toEqual([]);
  },
);

test("a frame that is longer than allowed ends the connection unread", async () => {
  const { client, ends, heard } = await connect();
  client.send(`4${"x".repeat(1_000_001)}`);
  await once(client, "close");
  await expect.poll(() => ends).toEqual(["transport close"]);
  expect(heard).toEqual([]);
});

test("who answers pings stays, and who does not is cut when its time is over", async () => {
  const { connection, client, packets, ends, next, arrived } = await connect();
  const bounds = { pingEvery: 3, answerWithin: 2 };
  for (let round = 0; round < 5; round += 1) {
    for (let beat = 0; beat < 3; beat += 1) connection.beat(bounds);
    await next();
    client.send("3");
    await arrived();
  }
  expect(packets).toEqual(["2", "2", "2", "2", "2"]);
  expect(ends).toEqual([]);
  for (let beat = 0; beat < 4; beat += 1) connection.beat(bounds);
  expect(ends).toEqual([]);
  connection.beat(bounds);
  expect(ends).toEqual(["ping timeout"]);
  await once(client, "close");
});

test("a connection may begin anywhere between two pings, and is pinged at equal distances from then on", async () => {
  const { connection, client, packets, next, arrived } = await connect(2);
  const bounds = { pingEvery: 3, answerWithin: 2 };
  const pingedAt: number[] = [];
  for (let beat = 1; beat <= 7; beat += 1) {
    connection.beat(bounds);
    if (packets.length > pingedAt.length || beat % 3 === 1) {
      await next();
      pingedAt.push(beat);
      client.send("3");
      await arrived();
    }
  }
  expect(pingedAt).toEqual([1, 4, 7]);
  expect(packets).toEqual(["2", "2", "2"]);
});

test("closing sends what waits first, tells the end once, and takes nothing more", async () => {
  const { connection, client, packets, ends } = await connect();
  for (let n = 0; n < 50; n += 1) connection.write(`${n}:${"x".repeat(10_000)}`);
  connection.close();
  connection.close();
  connection.write("too late");
  await once(client, "close");
  expect(packets.map((packet) => Number.parseInt(packet.slice(1), 10))).toEqual(
    Array.from({ length: 50 }, (_, n) => n),
  );
  expect(ends).toEqual(["forced close"]);
  expect(connection.readyState).toBe("closed");
});

test("a client that goes is heard once, with nothing kept for it", async () => {
  const { connection, client, ends } = await connect();
  client.terminate();
  await expect.poll(() => ends).toEqual(["transport close"]);
  connection.write("nobody there");
  expect(connection.waiting).toBe(0);
});
