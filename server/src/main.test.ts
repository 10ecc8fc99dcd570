import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Membership } from "@natter/protocol";
import { afterAll, beforeAll, expect, test } from "vitest";

const server = fileURLToPath(new URL("..", import.meta.url));
const main = path.join(server, "dist", "main.js");
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "natter-main-"));
  // Built here, so that what runs is never older than what is tested. The compiler's exit code says whether the
  // types of all packages fit, which is the build's affair; it writes the programs either way.
  const compiler = path.join(server, "..", "node_modules", ".bin", "tsc");
  await promisify(execFile)(compiler, ["-b", server]).catch(() => undefined);
});
afterAll(() => rm(folder, { recursive: true }));

function start(...args: string[]): ChildProcess {
  return spawn(process.execPath, [main, ...args], {
    env: { ...process.env, NATTER_DATABASE: path.join(folder, "main.sqlite"), NATTER_PORT: "0" },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** The first line of the log with this message. */
async function lineWith(child: ChildProcess, message: string): Promise<Record<string, unknown>> {
  if (!child.stdout) throw new Error("no standard output");
  for await (const line of createInterface(child.stdout)) {
    const entry = JSON.parse(line);
    if (entry.msg === message) return entry;
  }
  throw new Error(`the log ended without "${message}"`);
}

test.each(["SIGTERM", "SIGINT"] as const)("%s ends a serving process with 0 [F265]", async (signal) => {
  const child = start("serve");
  const exit = once(child, "exit");
  const { url } = await lineWith(child, "listening");
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  child.kill(signal);
  expect(await exit).toEqual([0, null]);
});

test("a failure ends with 1 and a message on the standard error", async () => {
  const child = start("bots", "remove", "nobody");
  let err = "";
  child.stderr?.on("data", (chunk) => {
    err += chunk;
  });
  expect(await once(child, "close")).toEqual([1, null]);
  expect(err.split("\n")[1]).toBe("natter: There is no bot nobody; natter bots list shows them");
});

/** A bot without an SDK: it lets two errors fall where nobody catches them, and answers all the same. */
const clumsyBot = `
export default ({ greeting }) => ({
  connection: null,
  async start({ host }) {
    this.connection = host.connect({
      event: async (name, request) => {
        if (name !== "request") return;
        const { requestId, attempt, payload } = request;
        void Promise.reject(new Error("nobody handles this"));
        setTimeout(() => { throw new Error("nor this"); }, 1);
        await new Promise((resolve) => setTimeout(resolve, 20));
        const effect = { type: "send", text: greeting + payload.message.text };
        await this.connection.call("effect", { requestId, attempt, index: 0, effect });
        await this.connection.call("done", { requestId, attempt });
      },
      closed() {},
    });
    await this.connection.call("hello", { instance: "one", hears: ["message"], credit: 10 });
  },
  async stop() { this.connection.close(); },
});
`;

test("what an embedded bot lets fall ends neither the server nor a visitor's send [F35] [F210]", async () => {
  await writeFile(path.join(folder, "clumsy.mjs"), clumsyBot);
  const file = path.join(folder, "natter.json");
  const bots = [{ name: "clumsy", module: "./clumsy.mjs", options: { greeting: "Hello " } }];
  await writeFile(file, JSON.stringify({ bots }));
  const child = start("serve", "--config", file);
  const exit = once(child, "exit");
  const { url } = await lineWith(child, "listening");
  const call = async (where: string, body?: unknown, token = "") => {
    const response = await fetch(`${url}/api/v1${where}`, {
      method: body ? "POST" : "GET",
      headers: { "Content-Type": "application/json", ...(token && { Authorization: `Bearer ${token}` }) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return (await response.json()) as Membership & { messages: { text?: string }[] };
  };
  const { conversation, token } = await call("/conversations", { bots: ["clumsy"] });
  const messages = `/conversations/${conversation.id}/messages`;
  for (const text of ["one", "two"]) {
    expect(await call(messages, { localId: text, text }, token)).toMatchObject({ duplicate: false });
  }
  const replies = async () => {
    const history = await call(messages, undefined, token);
    const texts: string[] = history.messages.map((message) => message.text ?? "");
    return texts.filter((text) => text.startsWith("Hello"));
  };
  await expect.poll(replies).toEqual(["Hello one", "Hello two"]);
  child.kill("SIGTERM");
  expect(await exit).toEqual([0, null]);
});

test.each([
  ['{"bots":[{"name":"echo"}]}', 'the bot "echo": module is missing; it is required'],
  ['{"bots":[{"name":"echo","module":"./gone.mjs"}]}', 'the bot "echo": '],
  ['{"bots":[{"name":"echo","module":"./empty.mjs"}]}', 'has no export "default"; it exports nothing'],
  ['{"bots":[{"name":"echo","module":"./no-bot.mjs"}]}', "is no bot; export one that is not started"],
])("a malformed entry of a bot ends the start with its name: %s [F36]", async (settings, fault) => {
  await writeFile(path.join(folder, "empty.mjs"), "");
  await writeFile(path.join(folder, "no-bot.mjs"), "export default 1;");
  const file = path.join(folder, "faulty.json");
  await writeFile(file, settings);
  const child = start("serve", "--config", file);
  let err = "";
  child.stderr?.on("data", (chunk) => {
    err += chunk;
  });
  expect(await once(child, "close")).toEqual([1, null]);
  expect(err).toContain('the bot "echo": ');
  expect(err).toContain(fault);
});
