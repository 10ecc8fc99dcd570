import type { Log } from "./log.js";

/** Says the same thing at most every ten seconds, with how often it happened: a flood must not fill the log. */
export class Seldom {
  readonly #log: Log;
  readonly #said = new Map<string, { at: number; times: number }>();

  constructor(log: Log) {
    this.#log = log;
  }

  warn(subject: string, fields: Record<string, unknown>, message: string): void {
    const now = performance.now();
    const said = this.#said.get(subject) ?? { at: Number.NEGATIVE_INFINITY, times: 0 };
    said.times += 1;
    this.#said.set(subject, said);
    if (now - said.at < 10_000) return;
    this.#log.warn({ ...fields, times: said.times }, message);
    this.#said.set(subject, { at: now, times: 0 });
  }
}
