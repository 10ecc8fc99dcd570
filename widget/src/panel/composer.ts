import type { limits } from "@natter/protocol";
import { html, nothing, type ReactiveController, type ReactiveControllerHost } from "lit";
import { live } from "lit/directives/live.js";
import type { Texts } from "../i18n/texts.js";
import { sendIcon } from "../render/icons.js";

const maxChars: typeof limits.textMaxChars = 10_000;
/** From here on the visitor is told how much room is left. */
const warnFromChars = 9_500;

/** The text being written. Enter sends it, Shift+Enter breaks the line, and a composing IME keeps its Enter. */
export class Composer implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #send: (text: string) => void;
  #text = "";

  constructor(host: ReactiveControllerHost & HTMLElement, send: (text: string) => void) {
    this.#host = host;
    this.#send = send;
    host.addController(this);
  }

  focus(): void {
    this.#field?.focus({ preventScroll: true });
  }

  hostUpdated(): void {
    const field = this.#field;
    if (!field) return;
    field.style.height = "auto";
    // The sheet bounds it; `scrollHeight` is 0 while the panel is hidden.
    if (field.scrollHeight > 0) field.style.height = `${field.scrollHeight}px`;
  }

  render(texts: Texts, placeholder: string) {
    const left = maxChars - this.#text.length;
    return html`<form class="composer" part="composer" @submit=${this.#submit}>
      <textarea
        part="input"
        rows="1"
        enterkeyhint="send"
        dir="auto"
        aria-label=${texts.composer}
        aria-describedby="room"
        aria-invalid=${left < 0 ? "true" : "false"}
        placeholder=${placeholder || texts.placeholder}
        .value=${live(this.#text)}
        @input=${this.#input}
        @keydown=${this.#keydown}
      ></textarea>
      <button type="submit" class="send" part="send" aria-label=${texts.send} ?disabled=${!this.#isSendable}>${sendIcon}</button>
      <p id="room" class="room ${left < 0 ? "over" : ""}" role="status">
        ${left > maxChars - warnFromChars ? nothing : left < 0 ? texts.charactersOver(-left) : texts.charactersLeft(left)}
      </p>
    </form>`;
  }

  get #field(): HTMLTextAreaElement | null {
    return this.#host.shadowRoot?.querySelector("textarea") ?? null;
  }

  get #isSendable(): boolean {
    return /\S/u.test(this.#text) && this.#text.length <= maxChars;
  }

  #input = (event: Event): void => {
    this.#text = storable((event.target as HTMLTextAreaElement).value);
    this.#host.requestUpdate();
  };

  #keydown = (event: KeyboardEvent): void => {
    // Safari ends the composition before the keydown that ended it; only the key code 229 tells.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    this.#trySend();
  };

  #submit = (event: Event): void => {
    event.preventDefault();
    this.#trySend();
    this.focus();
  };

  #trySend(): void {
    if (!this.#isSendable) return;
    this.#send(this.#text.trim());
    this.#text = "";
    this.#host.requestUpdate();
  }
}

/** The protocol refuses U+0000 and half surrogates; both only come from broken pastes. */
function storable(text: string): string {
  return text.replaceAll("\0", "").toWellFormed();
}
