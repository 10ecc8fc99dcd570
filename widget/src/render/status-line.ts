import { html, nothing } from "lit";
import type { View } from "./view.js";

/** How the connection is, while it is anything but well. The region stays, so that changes are announced. */
export function statusLine(view: View) {
  const text = statusText(view);
  const { texts, snapshot, actions } = view;
  return html`<div class="status ${snapshot.status}" part="status" role="status">
    ${text ? html`<span>${text}</span>` : nothing}
    ${
      snapshot.status === "refused"
        ? html`<button type="button" class="text-button" @click=${actions.reconnect}>${texts.tryAgain}</button>`
        : nothing
    }
  </div>`;
}

function statusText({ texts, snapshot }: View): string {
  switch (snapshot.status) {
    case "connecting":
    case "reconnecting":
    case "offline":
      return texts[snapshot.status];
    case "refused":
      return snapshot.refusal === "origin_not_allowed" ? texts.siteRefused : texts.chatRefused;
    default:
      return "";
  }
}
