import { setTimeout as wait } from "node:timers/promises";
import type { Line } from "./connect.js";
import { machineCpuMs, processCpuMs } from "./cpu-time.js";
import { Latencies, type LatencySummary } from "./latencies.js";

/** What one measurement of one server came to. */
export interface Measured {
  acked: number;
  perSecond: number;
  latency: LatencySummary;
  refused: Record<string, number>;
  serverCpuMsPerMessage: number;
  /** Cores that each one kept busy: 1 is a whole core. */
  serverCores: number;
  driverCores: number;
  /** Everybody else on the machine: the noise. */
  otherCores: number;
  /** Changes per feed packet: above 1 when changes of one commit travel together. */
  changesPerPacket: number;
}

export interface Load {
  warmUpMs: number;
  measureMs: number;
  textChars: number;
}

/** Counts acknowledgements while its window is open; what comes before or after is warm-up or tail. */
export class Measurement {
  #isOpen = false;
  #acked = 0;
  #latencies = new Latencies();

  acknowledged(latencyMs: number): void {
    if (!this.#isOpen) return;
    this.#acked += 1;
    this.#latencies.add(latencyMs);
  }

  /** Opens the window after the warm-up, closes it, and says what happened in between. */
  async run(load: Load, serverPid: number, lines: Line[]): Promise<Omit<Measured, "refused">> {
    await wait(load.warmUpMs);
    const before = reading(serverPid, lines);
    this.#isOpen = true;
    await wait(load.measureMs);
    this.#isOpen = false;
    const after = reading(serverPid, lines);
    const elapsedMs = after.at - before.at;
    const serverMs = after.server - before.server;
    const driverMs = after.driver - before.driver;
    return {
      acked: this.#acked,
      perSecond: (this.#acked * 1000) / elapsedMs,
      latency: this.#latencies.summary(),
      serverCpuMsPerMessage: serverMs / this.#acked,
      serverCores: serverMs / elapsedMs,
      driverCores: driverMs / elapsedMs,
      otherCores: (after.machine - before.machine - serverMs - driverMs) / elapsedMs,
      changesPerPacket: (after.changes - before.changes) / (after.packets - before.packets),
    };
  }
}

function reading(serverPid: number, lines: Line[]) {
  return {
    at: performance.now(),
    server: processCpuMs(serverPid),
    driver: processCpuMs(process.pid),
    machine: machineCpuMs(),
    changes: lines.reduce((sum, line) => sum + line.changes, 0),
    packets: lines.reduce((sum, line) => sum + line.packets, 0),
  };
}
