export interface Timer {
  cancel(): void;
}

/** The time, and waiting for it. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Runs `then` once, `ms` from now. */
  after(ms: number, then: () => void): Timer;
}

export const systemClock: Clock = {
  now: Date.now,
  after(ms, then) {
    const timer = setTimeout(then, ms);
    return { cancel: () => clearTimeout(timer) };
  },
};
