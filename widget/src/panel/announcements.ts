import type { ReactiveController, ReactiveControllerHost } from "lit";
import { html } from "lit";

/** So long a screen reader may take to notice a text. */
const keptMs = 4_000;

/**
 * What a screen reader is told. The visible log is silent, because it also changes when an own bubble appears,
 * an older page loads or a reply is still being written; only finished messages of others come by here.
 */
export class Announcements implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #lines: { text: string }[] = [];

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#lines = [];
  }

  say(text: string): void {
    const line = { text };
    this.#lines = [...this.#lines, line];
    this.#host.requestUpdate();
    setTimeout(() => {
      this.#lines = this.#lines.filter((other) => other !== line);
      this.#host.requestUpdate();
    }, keptMs);
  }

  render() {
    return html`<div class="said" role="status" aria-live="polite">${this.#lines.map(({ text }) => html`<p>${text}</p>`)}</div>`;
  }
}
