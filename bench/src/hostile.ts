import { execFile } from "node:child_process";
import { setTimeout as wait } from "node:timers/promises";
import { promisify } from "node:util";
import { startCrowd } from "./crowd/crowd-process.js";
import type { CrowdOrder } from "./crowd/orders.js";
import { startDriver } from "./driver/driver-process.js";
import type { Measured } from "./driver/measurement.js";
import { residentBytes } from "./driver/memory.js";
import type { BenchOptions } from "./options.js";
import { hostileReport } from "./report/hostile-report.js";
import { natterProgram, type StartedServer, startServer } from "./servers/start-server.js";

/** Well-behaved neighbours: what one address may do, spread over this many conversations. */
const neighbours = 50;
const neighboursPerSecond = 150;

export type Situation = "alone" | "stuck readers" | "flooder" | "opener";
export interface HostileFigures {
  rounds: Record<Situation, Measured[]>;
  /** Grown by so much at most while the readers were stuck. */
  stuckBytes: number[];
  stuckReaders: number;
  cuts: Record<string, number>;
}

/** How long neighbours wait while somebody else misbehaves, against how long they wait alone, with limits on. */
export async function hostile({ rounds, measureMs, warmUpMs, textChars }: BenchOptions): Promise<string> {
  await using natter = await startServer("natter", {
    nodeFlags: [],
    env: {
      // The defaults, but that neighbours may be made quickly; and attackers come from elsewhere.
      NATTER_RATE_LIMITS: "creations=1000/1000",
      NATTER_TRUST_PROXY: "true",
    },
  });
  await using driver = startDriver();
  await using crowd = startCrowd();
  const { url, pid } = natter;
  await driver.do({ do: "open", server: "natter", url, pid, count: neighbours, bots: [] });
  const stuckReaders = 500;
  const attacks: Record<Exclude<Situation, "alone">, CrowdOrder> = {
    "stuck readers": {
      do: "stuck",
      url,
      conversations: 50,
      readersEach: stuckReaders / 50,
      messagesPerSecond: 4,
    },
    flooder: { do: "flood", url },
    opener: { do: "storm", url, count: 5000, perSecond: 500 },
  };
  const figures: HostileFigures = {
    rounds: { alone: [], "stuck readers": [], flooder: [], opener: [] },
    stuckBytes: [],
    stuckReaders,
    cuts: {},
  };
  const measure = async (situation: Situation) => {
    const load = { lines: null, warmUpMs, measureMs, textChars, ratePerSecond: neighboursPerSecond };
    figures.rounds[situation].push(await driver.measure({ do: "open-loop", server: "natter", ...load }));
    process.stderr.write(".");
  };
  for (let round = 0; round < rounds; round += 1) {
    await measure("alone");
    for (const [situation, order] of Object.entries(attacks)) {
      const before = residentBytes(pid);
      await crowd.do(order);
      const peak = watchPeak(pid);
      // Object.entries forgets what the keys are.
      await measure(situation as Situation);
      if (situation === "stuck readers") {
        // Their buffers fill within some seconds, and the cut follows.
        await wait(15_000);
        figures.stuckBytes.push(peak() - before);
      } else peak();
      await crowd.do({ do: "stop" });
      await wait(1000);
    }
  }
  process.stderr.write("\n");
  figures.cuts = await cutsOf(natter);
  return hostileReport(figures);
}

/** The most resident memory until it is asked for. */
function watchPeak(pid: number): () => number {
  let peak = residentBytes(pid);
  const timer = setInterval(() => {
    peak = Math.max(peak, residentBytes(pid));
  }, 100);
  return () => {
    clearInterval(timer);
    return peak;
  };
}

/** What the server itself counted. */
async function cutsOf({ url, env }: StartedServer): Promise<Record<string, number>> {
  const make = ["keys", "add", "bench", "--scope", "metrics:read", "--json"];
  const { stdout } = await promisify(execFile)(process.execPath, [natterProgram, ...make], {
    env: { ...process.env, ...env },
  });
  const { key }: { key: string } = JSON.parse(stdout);
  const response = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${key}` } });
  const counted =
    /^natter_(?:links_cut|handshakes_refused)_total\{reason="(?<reason>[\w-]+)"\} (?<count>\d+)/gmu;
  const found = [...(await response.text()).matchAll(counted)];
  return Object.fromEntries(found.map(({ groups }) => [groups?.reason, Number(groups?.count)]));
}
