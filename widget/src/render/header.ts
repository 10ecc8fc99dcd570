import { html, nothing } from "lit";
import { closeIcon, newChatIcon } from "./icons.js";
import { initialOf, others, subtitleOf, titleOf } from "./names.js";
import type { View } from "./view.js";

export function header(view: View) {
  const { texts, actions, snapshot } = view;
  const title = titleOf(view);
  // A server that tells nothing of presence counts its bots as present.
  const isOnline = snapshot.status === "online" && others(view).some(({ isPresent }) => isPresent !== false);
  return html`<header class="header" part="header">
    <div class="avatar ${isOnline ? "online" : ""}" aria-hidden="true">${initialOf(title)}</div>
    <div class="headings">
      <h2 id="title" class="title" part="title" dir="auto">${title}</h2>
      ${subtitle(subtitleOf(view) || (isOnline ? texts.online : ""))}
    </div>
    <button type="button" class="icon-button" part="button" aria-label=${texts.newChat} title=${texts.newChat} @click=${actions.newChat}>${newChatIcon}</button>
    <button type="button" class="icon-button" part="button" aria-label=${texts.close} title=${texts.close} @click=${actions.close}>${closeIcon}</button>
  </header>`;
}

function subtitle(text: string) {
  return text ? html`<p class="subtitle" dir="auto">${text}</p>` : nothing;
}
