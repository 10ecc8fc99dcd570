import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
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
}, 120_000);
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
  expect(err).toBe("natter: There is no bot nobody; natter bots list shows them\n");
});
