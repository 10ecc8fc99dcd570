import type { ReactiveController, ReactiveControllerHost } from "lit";

/** Nearer to the end than this counts as being there. */
const slackPx = 48;

/**
 * Keeps the reader's place. Who is at the bottom stays there; for anybody else the row they look at stays where
 * it is, whatever is added above or below.
 */
export class FollowBottom implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  #isAtBottom = true;
  #anchor: { row: HTMLElement; top: number } | null = null;

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
    host.addController(this);
  }

  get isAtBottom(): boolean {
    return this.#isAtBottom;
  }

  /** Less than a screen away: time to fetch what comes before. */
  get isNearTop(): boolean {
    const log = this.#log;
    return log !== null && log.clientHeight > 0 && log.scrollTop < log.clientHeight;
  }

  /** From here on the end is followed, even if it was out of sight. */
  follow(): void {
    this.#isAtBottom = true;
    this.#scrollToEnd();
  }

  /** The reader has scrolled. */
  observe(): void {
    const log = this.#log;
    if (!log || log.clientHeight === 0) return;
    this.#isAtBottom = log.scrollHeight - log.scrollTop - log.clientHeight < slackPx;
  }

  hostUpdate(): void {
    this.#anchor = null;
    const log = this.#log;
    if (!log || this.#isAtBottom) return;
    // Offsets, unlike client rectangles, leave out the motion of a row that has just appeared.
    const row = [...log.querySelectorAll<HTMLElement>("article")].find(
      (row) => row.offsetTop + row.offsetHeight > log.scrollTop,
    );
    if (row) this.#anchor = { row, top: row.offsetTop - log.scrollTop };
  }

  hostUpdated(): void {
    const log = this.#log;
    if (!log) return;
    if (this.#isAtBottom) this.#scrollToEnd();
    else if (this.#anchor?.row.isConnected) log.scrollTop = this.#anchor.row.offsetTop - this.#anchor.top;
  }

  #scrollToEnd(): void {
    const log = this.#log;
    if (log) log.scrollTop = log.scrollHeight;
  }

  get #log(): HTMLElement | null {
    return this.#host.shadowRoot?.querySelector<HTMLElement>(".log") ?? null;
  }
}
