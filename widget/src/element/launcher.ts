import type { LauncherTexts } from "../i18n/launcher-texts.js";
import { icon } from "./icons.js";

const bubblePath =
  "M12 3.5c5 0 9 3.5 9 7.9s-4 7.9-9 7.9c-1 0-2-.2-3-.5L4.5 20.5l1-3.7C4 15.4 3 13.5 3 11.4c0-4.4 4-7.9 9-7.9zM8.5 11.5h.01M12 11.5h.01M15.5 11.5h.01";
const chevronPath = "M6 9.5l6 6 6-6";

export interface LauncherState {
  isOpen: boolean;
  isLoading: boolean;
  hasFailed: boolean;
  unread: number;
}

/** The bubble: a button with a badge, and a status line that tells a screen reader of new messages. */
export class Launcher {
  readonly button = document.createElement("button");
  readonly status = document.createElement("span");
  readonly #badge = document.createElement("span");

  constructor() {
    this.button.type = "button";
    this.button.className = "launcher";
    this.button.part.add("launcher");
    this.button.setAttribute("aria-haspopup", "dialog");
    this.#badge.className = "badge";
    this.#badge.part.add("badge");
    this.#badge.setAttribute("aria-hidden", "true");
    this.button.append(icon("bubble", bubblePath), icon("chevron", chevronPath), this.#badge);
    this.status.className = "said";
    this.status.setAttribute("role", "status");
  }

  show({ isOpen, isLoading, hasFailed, unread }: LauncherState, texts: LauncherTexts): void {
    const news = !isOpen && unread > 0 ? texts.unread(unread) : "";
    const action = isOpen ? texts.close : hasFailed ? texts.failed : texts.open;
    this.button.setAttribute("aria-label", news ? `${action}, ${news}` : action);
    this.button.setAttribute("aria-expanded", String(isOpen));
    this.button.setAttribute("aria-busy", String(isLoading));
    this.#badge.hidden = !news && !hasFailed;
    this.#badge.textContent = hasFailed ? "!" : unread > 99 ? "99+" : String(unread);
    if (this.status.textContent !== news) this.status.textContent = news;
  }
}
