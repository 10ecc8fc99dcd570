import { readFileSync } from "node:fs";

/** Linux reports process times in ticks of 10 ms, whatever the kernel's own rate. */
const msPerTick = 10;

/** User and system time of a process and all its threads; NaN where `/proc` does not exist. */
export function processCpuMs(pid: number): number {
  // The command name is in parentheses and may hold spaces: fields are counted behind it.
  const fields = read(`/proc/${pid}/stat`).split(") ").at(-1)?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) * msPerTick;
}

/** Time that all cores together spent working since boot, stolen time included; NaN without `/proc`. */
export function machineCpuMs(): number {
  const [, user, nice, system, , , irq, softirq, steal] = (read("/proc/stat").split("\n")[0] ?? "").split(
    /\s+/u,
  );
  return [user, nice, system, irq, softirq, steal].reduce((sum, n) => sum + Number(n), 0) * msPerTick;
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return ""; // No such process any more, or not Linux: the figure becomes NaN.
  }
}
