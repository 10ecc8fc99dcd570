import { readdirSync } from "node:fs";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { Gauge, type Registry } from "prom-client";

/**
 * The process under Prometheus' usual names. prom-client's own collectors cannot be stopped, and would outlive
 * a server that is closed within a program.
 */
export function watchProcess(registry: Registry): Disposable {
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(read());
      },
    });
  const startedAt = Math.round(Date.now() / 1000 - process.uptime());
  gauge("process_start_time_seconds", "When the process started", () => startedAt);
  gauge("process_cpu_seconds_total", "Processor time, user and system", () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  });
  gauge("process_resident_memory_bytes", "Resident memory", () => process.memoryUsage.rss());
  gauge("nodejs_heap_size_used_bytes", "Used heap", () => process.memoryUsage().heapUsed);
  gauge("process_open_fds", "Open file descriptors", openDescriptors);
  gauge("nodejs_eventloop_lag_p50_seconds", "Event-loop delay since the last scrape, median", () =>
    toSeconds(delay.percentile(50)),
  );
  gauge("nodejs_eventloop_lag_p99_seconds", "Event-loop delay since the last scrape, 99th percentile", () =>
    toSeconds(delay.percentile(99)),
  );
  gauge("nodejs_eventloop_lag_max_seconds", "Event-loop delay since the last scrape, longest", () => {
    const longest = toSeconds(delay.max);
    // The last of the three to be read.
    delay.reset();
    return longest;
  });
  return { [Symbol.dispose]: () => void delay.disable() };
}

/** Nanoseconds; before the first sample the histogram gives nonsense. */
function toSeconds(nanoseconds: number): number {
  return Number.isFinite(nanoseconds) && nanoseconds < 1e14 ? nanoseconds / 1e9 : 0;
}

function openDescriptors(): number {
  try {
    return readdirSync("/proc/self/fd").length;
  } catch {
    return Number.NaN; // Not Linux: Prometheus knows NaN.
  }
}
