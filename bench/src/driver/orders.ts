import type { Measured } from "./measurement.js";

/** What the benchmark tells its driver process to do, one order at a time. */
export type Order =
  | { do: "open"; server: string; url: string; pid: number; count: number; bots: string[] }
  | ({ do: "closed-loop"; window: number } & Common)
  | ({ do: "open-loop"; ratePerSecond: number } & Common)
  | ({ do: "reply-loop" } & Common)
  | { do: "fill"; server: string; lines: number | null; messages: number; window: number; textChars: number };

interface Common {
  /** Names the lines that an `open` order made. */
  server: string;
  /** Uses only the first so many lines; all when null. */
  lines: number | null;
  warmUpMs: number;
  measureMs: number;
  textChars: number;
}

export type Report = { measured: Measured | null } | { error: string };
