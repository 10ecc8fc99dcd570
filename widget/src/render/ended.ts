import { html } from "lit";
import type { View } from "./view.js";

/** Takes the composer's place when the conversation is over. */
export function ended({ texts, actions }: View) {
  return html`<div class="ended" part="ended">
    <p>${texts.isOver}</p>
    <button type="button" class="primary" part="button" @click=${actions.newChat}>${texts.startAnother}</button>
  </div>`;
}
