import { html, nothing } from "lit";
import type { BubbleEntry } from "./entries.js";
import { checkIcon } from "./icons.js";
import type { View } from "./view.js";

/** The choices under a bot's message. Picking one sends its text, quoting the message. */
export function optionButtons({ texts, actions }: View, { options, messageId }: BubbleEntry) {
  return html`<div class="options" role="group" aria-label=${texts.options}>
    ${options.map(
      ({ text, isOpen, isChosen }) => html`<button
        type="button"
        class="option ${isChosen ? "chosen" : ""}"
        part="option"
        dir="auto"
        aria-label=${isChosen ? `${text}, ${texts.chosen}` : nothing}
        ?disabled=${!isOpen}
        @click=${() => messageId && actions.send(text, messageId)}
      >${isChosen ? checkIcon : nothing}${text}</button>`,
    )}
  </div>`;
}
