import { html } from "lit";
import type { View } from "./view.js";

/** The time of day, with the full date on hover and on focus. Arrow keys move among stamps: see `walkStamps`. */
export function timeStamp({ times }: View, at: number) {
  return html`<time class="stamp" part="time" tabindex="-1" datetime=${new Date(at).toISOString()}
    ><span aria-hidden="true" dir="auto">${times.clock(at)}</span
    ><span class="tip" dir="auto">${times.full(at)}</span></time>`;
}
