import { html, nothing } from "lit";
import type { Entry } from "./entries.js";
import { initialOf, titleOf } from "./names.js";
import { textTemplate } from "./text.js";
import type { View } from "./view.js";

/** Greets on a thread without messages, and offers prompts until the visitor has said something. */
export function welcome(view: View, entries: Entry[]) {
  const { config, texts, snapshot } = view;
  // While the thread is being read nobody knows whether it is empty.
  if (snapshot.hasOlder || (!snapshot.isLoaded && snapshot.status === "connecting")) return nothing;
  const bubbles = entries.filter((entry) => entry.kind === "bubble");
  const greeting = config.welcome ?? texts.welcome;
  const greets = bubbles.length === 0 && greeting !== "";
  const prompts = bubbles.some((entry) => entry.isOwn) || snapshot.isEnded ? [] : config.prompts;
  if (!greets) return promptButtons(view, prompts);
  return html`<div class="welcome" part="welcome">
    <div class="avatar large" aria-hidden="true">${initialOf(titleOf(view))}</div>
    <p class="greeting" dir="auto">${textTemplate(greeting)}</p>
    ${promptButtons(view, prompts)}
  </div>`;
}

function promptButtons({ texts, actions }: View, prompts: readonly string[]) {
  if (prompts.length === 0) return nothing;
  return html`<div class="prompts" role="group" aria-label=${texts.prompts}>
    ${prompts.map(
      (prompt) =>
        html`<button type="button" class="prompt" part="prompt" dir="auto" @click=${() => actions.send(prompt)}>${prompt}</button>`,
    )}
  </div>`;
}
