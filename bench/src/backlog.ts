import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { processCpuMs } from "./driver/cpu-time.js";
import { startDriver } from "./driver/driver-process.js";
import { residentBytes } from "./driver/memory.js";
import { type BenchOptions, nodeFlags } from "./options.js";
import { table } from "./report/table.js";
import { verdict } from "./report/target.js";
import { stopChild } from "./servers/child-server.js";
import { addBot } from "./servers/start-echo-bot.js";
import { startServer } from "./servers/start-server.js";

const concurrency = 64;

/** What the bot tells once everything is answered. */
interface Replay {
  mostAtOnce: number;
  again: number;
  outOfOrder: number;
  tookMs: number;
}

/** Requests that waited for a bot that was away: how fast, and how many at once, it gets them when it comes. */
export async function backlog(options: BenchOptions): Promise<string> {
  const { requests, conversations, window, textChars } = options;
  await using driver = startDriver(nodeFlags(options, "driver"));
  await using natter = await startServer("natter", { nodeFlags: nodeFlags(options, "natter") });
  const key = await addBot(natter, "echo");
  await driver.do({
    do: "open",
    server: "natter",
    url: natter.url,
    pid: natter.pid,
    count: conversations,
    bots: ["echo"],
  });
  await driver.do({ do: "fill", server: "natter", lines: null, messages: requests, window, textChars });
  const cpuBefore = processCpuMs(natter.pid);
  const memory = [residentBytes(natter.pid)];
  const timer = setInterval(() => memory.push(residentBytes(natter.pid)), 250);
  const program = fileURLToPath(new URL("./servers/backlog-bot.js", import.meta.url));
  const bot = fork(program, [String(requests), String(concurrency)], {
    execArgv: nodeFlags(options, "bot"),
    env: { ...process.env, NATTER_URL: natter.url, NATTER_BOT_KEY: key },
  });
  const [replay] = (await once(bot, "message")) as [Replay]; // Our own program speaks nothing else.
  clearInterval(timer);
  const serverMs = processCpuMs(natter.pid) - cpuBefore;
  await stopChild(bot);
  return report(requests, replay, serverMs, memory);
}

function report(requests: number, replay: Replay, serverMs: number, memory: number[]): string {
  const { mostAtOnce, again, outOfOrder, tookMs } = replay;
  const perSecond = (requests * 1000) / tookMs;
  return [
    table(
      [
        "requests",
        "answered/s",
        "per server core",
        "most at once",
        "again",
        "out of order",
        "MB before",
        "MB most",
      ],
      [
        [
          requests,
          perSecond,
          (requests * 1000) / serverMs,
          mostAtOnce,
          again,
          outOfOrder,
          (memory[0] ?? Number.NaN) / 1e6,
          Math.max(...memory) / 1e6,
        ],
      ],
    ),
    "",
    verdict({ says: "most requests at once ÷ the bot's credit", ratio: mostAtOnce / concurrency, atMost: 1 }),
    verdict({ says: "requests out of order or delivered again", ratio: outOfOrder + again, atMost: 0 }),
  ].join("\n");
}
