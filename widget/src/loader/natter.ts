import { defineNatterChat } from "../element/define.js";
import { addChat } from "./add-chat.js";

/** The panel's file name, which carries its hash. The build writes it in. */
declare const PANEL_FILE: string;

/** While it runs, a classic script knows its own tag; a loader pasted into a module or a tag manager does not. */
const script =
  document.currentScript ?? document.querySelector('script[src$="/natter.js"], script[src*="/natter.js?"]');

// The page is a guest's house: whatever goes wrong here must not stop its own scripts.
try {
  if (script instanceof HTMLScriptElement && script.src) {
    const panel = new URL(`natter/${PANEL_FILE}`, script.src).href;
    defineNatterChat(() => import(/* @vite-ignore */ panel));
    addChat(script);
  }
} catch (error) {
  // biome-ignore lint/suspicious/noConsole: the site's owner has no other way to learn why there is no chat.
  console.warn("natter.js:", error);
}
