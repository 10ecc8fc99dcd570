import type { Clock, Timer } from "../clock.js";

interface Alarm {
  at: number;
  then: () => void;
}

/** A clock that stands still until it is told to move. */
export class VirtualClock implements Clock {
  #now: number;
  readonly #alarms = new Set<Alarm>();

  /** Default: 2026-01-01T00:00Z. */
  constructor(startsAt: number = Date.UTC(2026, 0, 1)) {
    this.#now = startsAt;
  }

  now(): number {
    return this.#now;
  }

  after(ms: number, then: () => void): Timer {
    const alarm: Alarm = { at: this.#now + ms, then };
    this.#alarms.add(alarm);
    return { cancel: () => void this.#alarms.delete(alarm) };
  }

  /** When the next alarm rings; null while none is set. */
  get next(): number | null {
    return this.#earliest()?.at ?? null;
  }

  /** Moves to the next alarm, if it is due by `until`, and rings it; else moves to `until`. True when one rang. */
  step(until: number): boolean {
    const alarm = this.#earliest();
    if (!alarm || alarm.at > until) {
      if (Number.isFinite(until)) this.#now = Math.max(this.#now, until);
      return false;
    }
    this.#now = Math.max(this.#now, alarm.at);
    this.#alarms.delete(alarm);
    alarm.then();
    return true;
  }

  // A handful at a time, and those of one moment in the order in which they were set.
  #earliest(): Alarm | undefined {
    let first: Alarm | undefined;
    for (const alarm of this.#alarms) if (!first || alarm.at < first.at) first = alarm;
    return first;
  }
}
