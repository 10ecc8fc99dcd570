import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type BotRequest, PROTOCOL_VERSION } from "@natter/protocol";
import { io } from "socket.io-client";
import { beforeAll, expect, it } from "vitest";
import { registerBot } from "../registration.js";
import { createTestPostgres } from "../testing/postgres.js";
import { describePostgres } from "../testing/test-databases.js";
import { type BotClient, next, startTestServer } from "../testing/test-server.js";

const server = fileURLToPath(new URL("../..", import.meta.url));

/** A server as a process of its own, for what only a process can do: be killed. */
async function startProcess(database: string): Promise<{ url: string; child: ChildProcess }> {
  const child = spawn(process.execPath, [path.join(server, "dist", "main.js"), "serve"], {
    env: { ...process.env, NATTER_DATABASE: database, NATTER_PORT: "0", NATTER_LOG_LEVEL: "info" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  for await (const line of createInterface(child.stdout)) {
    const { msg, url } = JSON.parse(line);
    if (msg === "listening") return { url, child };
  }
  throw new Error("the server ended before it listened");
}

async function connectBot(url: string, key: string): Promise<BotClient> {
  const client: BotClient = io(`${url}/bots`, {
    transports: ["websocket"],
    forceNew: true,
    auth: { key, protocol: PROTOCOL_VERSION },
  });
  await once(client as never, "connect");
  return client;
}

const hello = (instance: string) => ({ instance, hears: ["message" as const], credit: 5 });

describePostgres("two servers on one database", () => {
  beforeAll(async () => {
    const compiler = path.join(server, "..", "node_modules", ".bin", "tsc");
    await promisify(execFile)(compiler, ["-b", server]).catch(() => undefined);
  });

  it("[F203] a message sent at one is answered by a bot that is connected at the other", async () => {
    await using database = await createTestPostgres();
    await using one = await startTestServer({ NATTER_DATABASE: database.url });
    await using other = await startTestServer({ NATTER_DATABASE: database.url });
    const bot = await other.bot("echo");
    const { token } = await one.create({ bots: ["echo"] });
    const person = await one.visitor({ token });
    const requested = next<BotRequest>(bot, "request");
    await person.emitWithAck("message.send", { localId: "a", text: "hello" });
    const { requestId, attempt, payload } = await requested;
    expect(payload.message).toMatchObject({ text: "hello" });
    const effect = { type: "send" as const, text: "hi" };
    const answered = await bot.emitWithAck("effect", { requestId, attempt, index: 0, effect });
    expect(answered).toMatchObject({ ok: true });
    expect(await bot.emitWithAck("done", { requestId, attempt })).toMatchObject({ ok: true });
  });

  it("[F203] when a server stops, its lanes go to the others at once", async () => {
    await using database = await createTestPostgres();
    await using one = await startTestServer({ NATTER_DATABASE: database.url });
    const { key } = await registerBot(one.server.store, { name: "echo" });
    const stopping = await startTestServer({ NATTER_DATABASE: database.url });
    const first = await stopping.botClient(key.key);
    const requested = next<BotRequest>(first, "request");
    await first.emitWithAck("hello", hello("first"));
    const { token } = await one.create({ bots: ["echo"] });
    const person = await one.visitor({ token });
    await person.emitWithAck("message.send", { localId: "a", text: "hello" });
    const { requestId } = await requested;
    const second = await one.botClient(key.key);
    const moved = next<BotRequest>(second, "request");
    await second.emitWithAck("hello", hello("second"));
    await stopping[Symbol.asyncDispose]();
    expect(await moved).toMatchObject({ requestId, attempt: 2 });
  });

  it("[F202] a server whose leases were taken back, because it seemed dead, stops those attempts", async () => {
    await using database = await createTestPostgres();
    await using one = await startTestServer({ NATTER_DATABASE: database.url });
    const bot = await one.bot("echo");
    const { token } = await one.create({ bots: ["echo"] });
    const person = await one.visitor({ token });
    const requested = next<BotRequest>(bot, "request");
    await person.emitWithAck("message.send", { localId: "a", text: "hello" });
    const { requestId } = await requested;
    const cancelled = next(bot, "cancel");
    const again = next<BotRequest>(bot, "request");
    await database.knex("bot_requests").where("id", requestId).update({ status: "pending", leased_by: null });
    expect(await cancelled).toEqual({ requestId, attempt: 1, reason: "lease-lost" });
    expect(await again).toMatchObject({ requestId, attempt: 2 });
  });

  it.each(["done", "fail", "effect"] as const)(
    "[F202] an attempt that another server took over is refused at its %s, and its credit is free again",
    async (call) => {
      await using database = await createTestPostgres();
      await using one = await startTestServer({ NATTER_DATABASE: database.url });
      const { key } = await registerBot(one.server.store, { name: "echo" });
      const bot = await one.botClient(key.key);
      const requests: BotRequest[] = [];
      bot.on("request", (request) => void requests.push(request));
      await bot.emitWithAck("hello", { ...hello("alone"), credit: 1 });
      for (const localId of ["a", "b"]) {
        const person = await one.visitor({ token: (await one.create({ bots: ["echo"] })).token });
        await person.emitWithAck("message.send", { localId, text: "hello" });
        // The credit is for one: the second waits.
        await expect.poll(() => requests).toHaveLength(1);
      }
      const [first] = requests;
      if (!first) throw new Error("nothing was requested");
      const { requestId, attempt } = first;
      await database
        .knex("bot_requests")
        .where("id", requestId)
        .update({ attempt: 2, leased_by: "another-node/another" });

      const lost = { requestId, attempt };
      const refused =
        call === "done"
          ? await bot.emitWithAck("done", lost)
          : call === "fail"
            ? await bot.emitWithAck("fail", { ...lost, error: "boom", isRetryable: true })
            : await bot.emitWithAck("effect", { ...lost, index: 0, effect: { type: "send", text: "late" } });
      expect(refused).toMatchObject({ ok: false, error: { code: "fenced" } });
      await expect.poll(() => requests.length).toBe(2);
      expect(requests[1]?.requestId).not.toBe(requestId);
    },
  );

  it("[F203] when a server is killed, its lanes go to the others once it was silent for 15 s", async () => {
    await using database = await createTestPostgres();
    await using one = await startTestServer({ NATTER_DATABASE: database.url });
    const { key } = await registerBot(one.server.store, { name: "echo" });
    const killed = await startProcess(database.url);
    const first = await connectBot(killed.url, key.key);
    const requested = next<BotRequest>(first, "request");
    await first.emitWithAck("hello", hello("first"));
    const { token } = await one.create({ bots: ["echo"] });
    const person = await one.visitor({ token });
    await person.emitWithAck("message.send", { localId: "a", text: "hello" });
    const { requestId } = await requested;

    const second = await one.botClient(key.key);
    const moved: BotRequest[] = [];
    second.on("request", (request) => void moved.push(request));
    await second.emitWithAck("hello", hello("second"));
    killed.child.kill("SIGKILL");
    await once(killed.child, "exit");
    first.disconnect();
    const [row] = await database.knex("bot_requests").where("id", requestId).select("leased_by");
    const silent = () => database.knex("nodes").where("id", row.leased_by.split("/")[0]);
    // As if it had just been heard of, however slow the machine is.
    await silent().increment("seen_at", 60_000);
    // The next two looks into the inbox find the lane held.
    await new Promise((resolve) => setTimeout(resolve, 2500));
    expect(moved).toEqual([]);
    // As if 15 s had passed for the one that is silent.
    await silent().decrement("seen_at", 75_000);
    await expect.poll(() => moved).toMatchObject([{ requestId, attempt: 2 }]);
  });
});
