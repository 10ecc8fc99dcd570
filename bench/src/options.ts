import { parseArgs } from "node:util";

export const benchmarks = [
  "write-path",
  "bot-reply",
  "reactions",
  "backlog",
  "hostile",
  "idle-sockets",
] as const;
type Benchmark = (typeof benchmarks)[number];

export interface BenchOptions {
  /** Those that were named; all when none was. */
  run: Benchmark[];
  rounds: number;
  measureMs: number;
  warmUpMs: number;
  conversations: number;
  window: number;
  ratePerSecond: number;
  textChars: number;
  /** Requests that wait for their bot. */
  requests: number;
  /** Idle sockets, each in its own conversation. */
  sockets: number;
  /** Conversations that the real server's database has seen before. */
  oldConversations: number;
  /** `natter`, `relay`, `naive` or `driver`: that process writes a CPU profile into the working directory. */
  profile: string | null;
}

/** Throws with a sentence when an argument is unknown or not a positive number. */
export function readOptions(args: string[]): BenchOptions {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      rounds: { type: "string", default: "5" },
      seconds: { type: "string", default: "4" },
      "warm-up": { type: "string", default: "1" },
      conversations: { type: "string", default: "64" },
      window: { type: "string", default: "8" },
      rate: { type: "string", default: "2000" },
      chars: { type: "string", default: "100" },
      requests: { type: "string", default: "100000" },
      sockets: { type: "string", default: "10000" },
      old: { type: "string", default: "0" },
      profile: { type: "string" },
    },
  });
  const named = positionals.map((name) => {
    const known = benchmarks.find((benchmark) => benchmark === name);
    if (known === undefined) throw new Error(`No benchmark ${name}; there are ${benchmarks.join(", ")}.`);
    return known;
  });
  return {
    run: named.length > 0 ? named : [...benchmarks],
    rounds: positive("rounds", values.rounds),
    measureMs: positive("seconds", values.seconds) * 1000,
    warmUpMs: positive("warm-up", values["warm-up"]) * 1000,
    conversations: positive("conversations", values.conversations),
    window: positive("window", values.window),
    ratePerSecond: positive("rate", values.rate),
    textChars: positive("chars", values.chars),
    requests: positive("requests", values.requests),
    sockets: positive("sockets", values.sockets),
    oldConversations: Number(values.old) || 0,
    profile: values.profile ?? null,
  };
}

/** The flags of Node for one of the processes. */
export function nodeFlags(options: BenchOptions, name: string): string[] {
  return options.profile === name ? ["--cpu-prof", `--cpu-prof-name=${name}.cpuprofile`] : [];
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new Error(`--${name} must be a number above 0, not ${text}.`);
  return value;
}
