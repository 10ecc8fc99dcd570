import type { PanelModule } from "../panel/panel-config.js";
import { NatterChat } from "./natter-chat.js";

/** Registers `<natter-chat>`, unless another copy of the package, or of the loader, was first. */
export function defineNatterChat(loadPanel: () => Promise<PanelModule>): void {
  if (!globalThis.customElements || customElements.get("natter-chat")) return;
  NatterChat.loadPanel = loadPanel;
  customElements.define("natter-chat", NatterChat);
}
