import { NatterPanel } from "./natter-panel.js";
import type { PanelElement } from "./panel-config.js";

/** The entry of the panel chunk. Another copy of it may have defined the element first; each uses its own name then. */
export function createPanel(): PanelElement {
  if (customElements.getName(NatterPanel) === null) {
    let name = "natter-panel";
    while (customElements.get(name)) name += "-";
    customElements.define(name, NatterPanel);
  }
  return new NatterPanel();
}
