/** The outside world as far as `state/` needs it, so that tests can hold the clock. */
export interface Ambient {
  now(): number;
  random(): number;
  newId(): string;
  /** True when the browser knows that there is no network. */
  isOffline(): boolean;
  /** Tells whoever looks after the page what went wrong, in words that a visitor has no use for. */
  warn(text: string): void;
  /** Resolves after `ms`, or at once when `signal` aborts. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}
