import { execFile, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { stopChild } from "./child-server.js";
import { natterProgram, type StartedServer } from "./start-server.js";

const run = promisify(execFile);
const program = fileURLToPath(new URL("./echo-bot.js", import.meta.url));

/** Registers a bot with a running server; resolves to its key. */
export async function addBot(server: StartedServer, name: string): Promise<string> {
  const env = { ...process.env, ...server.env };
  const { stdout } = await run(process.execPath, [natterProgram, "bots", "add", name, "--json"], { env });
  const { key }: { key: string } = JSON.parse(stdout);
  return key;
}

/** Registers bot `echo` with a running server and starts one instance of it as a process of its own. */
export async function startEchoBot(
  server: StartedServer,
  nodeFlags: string[] = [],
): Promise<AsyncDisposable> {
  const key = await addBot(server, "echo");
  const child = spawn(process.execPath, [...nodeFlags, program], {
    env: { ...process.env, NATTER_URL: server.url, NATTER_BOT_KEY: key },
    stdio: "ignore",
  });
  return { [Symbol.asyncDispose]: () => stopChild(child) };
}
