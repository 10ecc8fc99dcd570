import { setTimeout as wait } from "node:timers/promises";
import { startCrowd } from "./crowd/crowd-process.js";
import { processCpuMs } from "./driver/cpu-time.js";
import { residentBytes } from "./driver/memory.js";
import type { BenchOptions } from "./options.js";
import { type Cell, table } from "./report/table.js";
import { verdict } from "./report/target.js";
import { type ServerName, startServer } from "./servers/start-server.js";

interface Idle {
  emptyBytes: number;
  fullBytes: number;
  /** Of one core. */
  cpuShare: number;
  opened: number;
}

const gcFlags = ["--expose-gc", "--import", new URL("./servers/gc-on-signal.js", import.meta.url).href];
const idleMs = 20_000;

/** Sockets that joined and say nothing, each in its own conversation: what they weigh and what they cost. */
export async function idleSockets({ sockets }: BenchOptions): Promise<string> {
  const natter = await measure("natter", sockets);
  const relay = await measure("relay", sockets);
  const row = (name: string, { emptyBytes, fullBytes, cpuShare, opened }: Idle): Cell[] => [
    name,
    opened,
    emptyBytes / 1e6,
    fullBytes / 1e6,
    (fullBytes - emptyBytes) / opened / 1000,
    cpuShare * 100,
  ];
  return [
    table(
      ["server", "sockets", "MB empty", "MB full", "KB/socket", "idle CPU %"],
      [row("natter", natter), row("relay, nothing kept", relay)],
    ),
    "",
    verdict({
      says: `MB resident with ${natter.opened} sockets`,
      ratio: natter.fullBytes / 1e6,
      atMost: 220,
    }),
  ].join("\n");
}

async function measure(name: ServerName, count: number): Promise<Idle> {
  await using server = await startServer(name, {
    nodeFlags: gcFlags,
    env: { NATTER_MAX_SOCKETS_PER_ADDRESS: String(count) },
  });
  await using crowd = startCrowd();
  const emptyBytes = await afterGc(server.pid);
  const { opened } = await crowd.do({ do: "idle", url: server.url, count });
  const fullBytes = await afterGc(server.pid);
  const before = processCpuMs(server.pid);
  await wait(idleMs);
  const cpuShare = (processCpuMs(server.pid) - before) / idleMs;
  return { emptyBytes, fullBytes, cpuShare, opened };
}

/** The smallest of some readings: garbage is collected, and pages are given back, in several steps. */
async function afterGc(pid: number): Promise<number> {
  const readings: number[] = [];
  for (let n = 0; n < 4; n += 1) {
    process.kill(pid, "SIGUSR2");
    await wait(1500);
    readings.push(residentBytes(pid));
  }
  return Math.min(...readings);
}
