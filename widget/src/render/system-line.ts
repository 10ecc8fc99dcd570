import type { SystemMessage } from "@natter/protocol";
import { html, nothing } from "lit";
import { systemText } from "./system-text.js";
import type { View } from "./view.js";

export function systemLine(view: View, message: SystemMessage) {
  const text = systemText(view, message);
  return text ? html`<p class="system" part="system" dir="auto">${text}</p>` : nothing;
}
