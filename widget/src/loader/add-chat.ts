import { attributes } from "../element/attributes.js";

/** `data-…` names that differ from the attribute they set: `title` would be a tooltip on an element. */
const dataNames: Record<string, string> = { heading: "title" };

/** Appends the one `<natter-chat>` that a script tag describes, as soon as there is a body. */
export function addChat(script: HTMLScriptElement): void {
  const chat = document.createElement("natter-chat");
  chat.setAttribute("server", new URL(script.src).origin);
  for (const name of attributes) {
    const value = script.getAttribute(`data-${dataNames[name] ?? name}`);
    if (value !== null && !(name === "open" && value === "false")) chat.setAttribute(name, value);
  }
  const append = () => {
    // A tag pasted twice is one chat; a tag with another bot is another.
    const twin = [...document.querySelectorAll("natter-chat")].find((other) => isTwin(chat, other));
    if (!twin) document.body.append(chat);
  };
  if (document.body) append();
  else document.addEventListener("DOMContentLoaded", append, { once: true });
}

function isTwin(a: Element, b: Element): boolean {
  return ["server", "bot"].every((name) => a.getAttribute(name) === b.getAttribute(name));
}
