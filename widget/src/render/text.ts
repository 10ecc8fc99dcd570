import { html } from "lit";
import { splitLinks } from "./links.js";

/** A message's text: links become anchors, everything else stays text. Line breaks are kept by the sheet. */
export function textTemplate(text: string) {
  return splitLinks(text).map(({ text, href }) =>
    href
      ? html`<a part="link" href=${href} target="_blank" rel="noopener noreferrer nofollow">${text}</a>`
      : text,
  );
}
