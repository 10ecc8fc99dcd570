import { html } from "lit";
import type { View } from "./view.js";

/** The time of day, with the full date on hover and on focus. Arrow keys move among stamps: see `StampKeys`. */
export function timeStamp({ times }: View, at: number) {
  return html`<time class="stamp" part="time" tabindex="-1" datetime=${new Date(at).toISOString()}
    ><span aria-hidden="true">${times.clock(at)}</span
    ><span class="tip">${times.full(at)}</span></time>`;
}
