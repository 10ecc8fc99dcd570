import type { PanelConfig } from "../panel/panel-config.js";

/** The attributes of `<natter-chat>`. The loader maps `data-…` of its script tag onto them. */
export const attributes = [
  "server",
  "bot",
  "heading",
  "welcome",
  "nickname",
  "placeholder",
  "prompts",
  "lang",
  "locale",
  "position",
  "accent",
  "theme",
  "open",
] as const;
export type NatterAttribute = (typeof attributes)[number];

export function readConfig(element: HTMLElement): PanelConfig {
  const text = (name: NatterAttribute) => element.getAttribute(name)?.trim() ?? "";
  return {
    server: readServer(text("server")),
    bots: list(text("bot"), ","),
    heading: text("heading"),
    welcome: element.getAttribute("welcome"),
    nickname: text("nickname"),
    placeholder: text("placeholder"),
    prompts: list(text("prompts"), "|"),
    locale: readLocale(element),
  };
}

/** The element's own language, the page's, the reader's. */
export function readLocale(element: HTMLElement): string {
  return (
    element.getAttribute("locale") ||
    element.closest("[lang]")?.getAttribute("lang") ||
    navigator.language ||
    "en"
  );
}

/** This page's own origin stands in for a missing address, and for one that cannot be read. */
function readServer(address: string): string {
  const url = URL.canParse(address, location.href) ? new URL(address || "/", location.href) : location;
  return (url.origin + url.pathname).replace(/\/+$/u, "");
}

function list(text: string, separator: string): string[] {
  return text
    .split(separator)
    .map((item) => item.trim())
    .filter(Boolean);
}
