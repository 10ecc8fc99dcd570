import { en } from "./en.js";
import { pickLanguage } from "./pick-language.js";
import type { Texts } from "./texts.js";

/** English is the fallback of every language and comes with the panel; each other language is a chunk. */
const catalogues: Record<string, () => Promise<Texts>> = {
  en: async () => en,
  pt: async () => (await import("./pt.js")).pt,
};

/** The texts for a requested locale. A chunk that cannot be fetched costs the language, not the chat. */
export async function loadTexts(locale: string): Promise<Texts> {
  const load = catalogues[pickLanguage(locale, Object.keys(catalogues))];
  return load ? await load().catch(() => en) : en;
}
