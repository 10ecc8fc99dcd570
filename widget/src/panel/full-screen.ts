import type { ReactiveController, ReactiveControllerHost } from "lit";

/** The same condition as in `panel-css.ts`. */
const query = "(max-width: 480px), (max-height: 420px)";

/** Whether the panel covers the page. Then, and only then, it is modal and keeps the Tab key to itself. */
export class FullScreen implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #media = matchMedia(query);

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
    host.addController(this);
  }

  get isOn(): boolean {
    return this.#media.matches;
  }

  hostConnected(): void {
    this.#media.addEventListener("change", this.#update);
    visualViewport?.addEventListener("resize", this.#fit);
  }

  hostDisconnected(): void {
    this.#media.removeEventListener("change", this.#update);
    visualViewport?.removeEventListener("resize", this.#fit);
  }

  /** Tab past the last control goes to the first, and the other way round. */
  keepFocus(event: KeyboardEvent, root: ShadowRoot): void {
    if (!this.isOn || event.key !== "Tab") return;
    const controls = [...root.querySelectorAll<HTMLElement>("button, textarea, a[href], [tabindex]")].filter(
      (control) => control.tabIndex >= 0 && !control.matches(":disabled") && control.checkVisibility(),
    );
    const [first, last] = [controls[0], controls.at(-1)];
    if (root.activeElement !== (event.shiftKey ? first : last)) return;
    event.preventDefault();
    (event.shiftKey ? last : first)?.focus();
  }

  #update = (): void => this.#host.requestUpdate();

  /** An on-screen keyboard shrinks the visual viewport but not `100dvh`. */
  #fit = (): void => {
    // A pinch also shrinks it, and then the panel stays as it is.
    if (visualViewport?.scale === 1)
      this.#host.style.setProperty("--n-viewport", `${visualViewport.height}px`);
  };
}
