import { execFile, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { stopChild } from "./child-server.js";
import { natterProgram, type StartedServer } from "./start-server.js";

const run = promisify(execFile);
const program = fileURLToPath(new URL("./echo-bot.js", import.meta.url));

/** Registers bot `echo` with a running server and starts one instance of it as a process of its own. */
export async function startEchoBot(
  server: StartedServer,
  nodeFlags: string[] = [],
): Promise<AsyncDisposable> {
  const env = { ...process.env, ...server.env };
  const { stdout } = await run(process.execPath, [natterProgram, "bots", "add", "echo", "--json"], { env });
  const { key }: { key: string } = JSON.parse(stdout);
  const child = spawn(process.execPath, [...nodeFlags, program], {
    env: { ...process.env, NATTER_URL: server.url, NATTER_BOT_KEY: key },
    stdio: "ignore",
  });
  return { [Symbol.asyncDispose]: () => stopChild(child) };
}
