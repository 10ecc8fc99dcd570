import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Membership } from "@natter/protocol";
import { io } from "socket.io-client";
import { expect, test } from "vitest";
import { loadConfig } from "./config.js";
import { createLog } from "./log.js";
import { issueAdminKey, registerBot } from "./registration.js";
import { startServer } from "./server.js";
import { StoreError } from "./store/store.js";

/** Stands in everything that people say, call themselves or hold. */
const word = "Xylophonkonzert";

interface Client {
  emitWithAck(name: string, ...args: unknown[]): Promise<unknown>;
  on(event: string, listener: (value: { requestId: string; attempt: number }) => void): unknown;
  disconnect(): unknown;
}

test("whatever is said, held or goes wrong, the log shows ids and never words, keys or tokens [F61]", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "natter-quiet-"));
  const lines: string[] = [];
  const log = createLog("trace", { write: (line) => void lines.push(line) });
  const env = {
    NATTER_DATABASE: path.join(folder, "test.sqlite"),
    NATTER_PORT: "0",
    NATTER_SECRET: `${word}-secret-of-more-than-32-characters`,
    NATTER_RATE_LIMITS: "calls=30/60",
  };
  const server = await startServer(await loadConfig({ env }), { log });
  const { key: bot } = await registerBot(server.store, { name: "echo" });
  const admin = await issueAdminKey(server.store, { name: "ops", scopes: ["requests:read"] });
  const clients: Client[] = [];
  const connect = async (namespace: string, auth: object): Promise<Client> => {
    const options = { transports: ["websocket"], forceNew: true, reconnection: false, auth };
    // Sends what no table allows, so it is not typed by one.
    const client = io(server.url + namespace, options) as unknown as Client;
    clients.push(client);
    await new Promise<void>((resolve) => {
      client.on("connect", () => resolve());
      client.on("connect_error", () => resolve());
    });
    return client;
  };
  const call = (method: string, route: string, token: string, body?: unknown) =>
    fetch(`${server.url}/api/v1${route}`, {
      method,
      headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });

  const created = await fetch(`${server.url}/api/v1/conversations`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ nickname: `${word} I.`, name: word, bots: ["echo"], metadata: { note: word } }),
  });
  const { token, conversation } = (await created.json()) as Membership;
  const other = await fetch(`${server.url}/api/v1/conversations`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ nickname: word }),
  });
  const calm = (await other.json()) as Membership;
  const brain = await connect("/bots", { key: bot.key, protocol: 1 });
  brain.on("request", ({ requestId, attempt }) => {
    const effect = { type: "send", text: `You said ${word}` };
    void brain
      .emitWithAck("effect", { requestId, attempt, index: 0, effect })
      .then(() =>
        brain.emitWithAck("fail", { requestId, attempt, error: `no idea of ${word}`, isRetryable: false }),
      )
      // The end of the test may cut it short.
      .catch(() => {});
  });
  await brain.emitWithAck("hello", { instance: "one", hears: ["message", "system"], credit: 5 });
  const person = await connect("/", { token, protocol: 1 });
  await connect("/", { token: `${token}${word}`, protocol: 1 });
  await connect("/bots", { key: `natter_bot_${word}`, protocol: 1 });

  for (let n = 0; n < 100; n += 1) {
    void person
      .emitWithAck("message.send", { localId: `${n}-${word}`, text: `${word} ${n}` })
      .catch(() => {});
  }
  const messages = `/conversations/${conversation.id}/messages`;
  await person.emitWithAck("participant.rename", { nickname: `${word} II.` });
  await person.emitWithAck(word, { text: word });
  await call("POST", messages, token, { localId: word, text: word, quotedMessageId: word });
  await call("POST", messages, token, `{"text":"${word}`);
  await call("GET", `${messages}?limit=${word}`, token);
  await call("GET", `/admin/requests?text=${word}`, admin.key);
  await call("GET", "/admin/requests/export?format=csv", admin.key).then((answer) => answer.text());
  await call("GET", "/admin/requests", `natter_admin_${word}`);
  // A database that fails puts its statement, with its values, before its own words.
  const { transact } = server.store;
  server.store.transact = () =>
    Promise.reject(
      new StoreError(
        "constraint",
        new Error(`insert into messages values ('${word}', '${token}') - SQLITE_FULL`),
      ),
    );
  // The first person's buckets are empty by now.
  const second = await connect("/", { token: calm.token, protocol: 1 });
  await second.emitWithAck("message.send", { localId: "fails", text: word });
  const calmMessages = `/conversations/${calm.conversation.id}/messages`;
  await call("POST", calmMessages, calm.token, { localId: "fails too", text: word });
  server.store.transact = transact;

  for (const client of clients) client.disconnect();
  await server.close();
  await rm(folder, { recursive: true });

  const text = lines.join("");
  const secrets = [word, bot.key, admin.key, token, calm.token, token.split(".")[2] ?? token];
  for (const secret of secrets) {
    expect(lines.filter((line) => line.includes(secret))).toEqual([]);
  }
  expect(text).toContain(calm.conversation.id);
  expect(text).toContain(calm.participant.id);
  expect(text).toContain('"requestId"');
  expect(text).toContain("SQLITE_FULL");
  for (const line of lines) expect(() => JSON.parse(line)).not.toThrow();
});
