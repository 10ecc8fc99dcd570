import { Counter, Gauge, Histogram, Registry } from "prom-client";
import type { Observer } from "../observer.js";
import { watchProcess } from "./process-metrics.js";

/** What is read at the moment of a scrape. */
export interface MetricSources {
  people(): number;
  bots(): number;
  /** Connections that no namespace has let in, or that linger. */
  links(): number;
  queueDepth(): number;
  lanes(): { held: number; ready: number };
}

export interface Metrics extends Disposable {
  observer: Observer;
  contentType: string;
  /** The exposition format of Prometheus. */
  text(): Promise<string>;
  /** Sources exist only after what they are read from. */
  readFrom(sources: MetricSources): void;
}

const batchSizes = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512];
const seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** Counts what the house tells, in a registry of its own: several servers in one process stay apart. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const counter = <const L extends string>(name: string, help: string, labelNames: readonly L[] = []) =>
    new Counter<L>({ name: `natter_${name}`, help, labelNames, registers });
  const histogram = <const L extends string>(
    name: string,
    help: string,
    buckets: number[],
    labelNames: readonly L[] = [],
  ) => new Histogram<L>({ name: `natter_${name}`, help, buckets, labelNames, registers });

  const batchSize = histogram("commit_batch_writes", "Writes in one transaction", batchSizes);
  const batchSeconds = histogram("commit_batch_seconds", "From loading to the end of the commit", seconds);
  const calls = counter("calls_total", "Socket calls answered", ["door", "call", "outcome"]);
  const http = histogram("http_request_seconds", "HTTP requests", seconds, ["route", "status"]);
  const refused = counter("handshakes_refused_total", "Socket handshakes refused", ["reason"]);
  const limited = counter("rate_limited_total", "Calls that found their token bucket empty", ["bucket"]);
  const cut = counter("links_cut_total", "Connections cut: readers too slow, senders too fast", ["reason"]);
  const leased = counter("requests_leased_total", "Attempts handed to bots");
  const settled = counter("requests_settled_total", "Attempts that ended", ["outcome"]);

  const processWatch = watchProcess(registry);
  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    readFrom: (sources) => addGauges(registry, sources),
    [Symbol.dispose]: () => processWatch[Symbol.dispose](),
    observer: {
      batchCommitted(writes, ms) {
        batchSize.observe(writes);
        batchSeconds.observe(ms / 1000);
      },
      callAnswered: (door, call, outcome) => calls.inc({ door, call, outcome }),
      httpAnswered: (route, status, ms) =>
        http.observe({ route, status: `${Math.floor(status / 100)}xx` }, ms / 1000),
      handshakeRefused: (reason) => refused.inc({ reason }),
      rateLimited: (bucket) => limited.inc({ bucket }),
      linkCut: (reason) => cut.inc({ reason }),
      requestLeased: () => leased.inc(),
      requestSettled: (outcome) => settled.inc({ outcome }),
    },
  };
}

function addGauges(registry: Registry, sources: MetricSources): void {
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name: `natter_${name}`,
      help,
      registers: [registry],
      collect() {
        this.set(read());
      },
    });
  gauge("people_connected", "Sockets of people", sources.people);
  gauge("bots_connected", "Sockets of bots", sources.bots);
  gauge("links_open", "Connections of any kind, handshakes under way included", sources.links);
  gauge("commit_queue_depth", "Writes that wait for the database", sources.queueDepth);
  gauge("lanes_held", "Lanes with a request in flight", () => sources.lanes().held);
  gauge("lanes_ready", "Lanes that wait for a bot with room", () => sources.lanes().ready);
}
