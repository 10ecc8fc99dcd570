import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { DemoBot } from "./register-demo.js";

const restartDelayMs = 1000;

/** Runs each bot as a program of its own, and starts it again should it die. */
export function startBots(url: string, bots: readonly DemoBot[]): { stop(): Promise<void> } {
  const children = new Map<string, ChildProcess>();
  let isStopping = false;

  const start = (bot: DemoBot) => {
    if (isStopping) return;
    const program = fileURLToPath(new URL(`../bots/${bot.name}.js`, import.meta.url));
    const env = { ...process.env, NATTER_URL: url, NATTER_BOT_KEY: bot.key };
    const child = spawn(process.execPath, [program], { env, stdio: ["ignore", "ignore", "pipe"] });
    // Its own group's Ctrl-C reaches it too; what it says in passing is not for the person at the terminal.
    child.stderr?.on("data", (chunk: Buffer) => {
      if (!isStopping && process.env.NATTER_LOG_LEVEL) process.stderr.write(`[${bot.name}] ${chunk}`);
    });
    child.once("exit", (code) => {
      if (isStopping) return;
      console.error(`The bot ${bot.name} ended (${code ?? "killed"}); it starts again.`);
      setTimeout(() => start(bot), restartDelayMs).unref();
    });
    children.set(bot.name, child);
  };

  for (const bot of bots) start(bot);
  return {
    async stop() {
      isStopping = true;
      const running = [...children.values()].filter(
        (child) => child.exitCode === null && child.signalCode === null,
      );
      await Promise.all(
        running.map((child) => {
          const ended = once(child, "exit");
          child.kill("SIGTERM");
          return ended;
        }),
      );
    },
  };
}
