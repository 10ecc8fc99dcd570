import { en, type MessageId } from "./en.js";
import type { Language } from "./languages.js";
import { pt } from "./pt.js";

export type Params = Readonly<Record<string, string | number>>;

/** A text of the catalogue, as it travels with a failure until somebody knows the language. */
export interface Text {
  id: MessageId;
  params: Params;
}

const catalogues: Readonly<Record<Language, Readonly<Record<MessageId, string>>>> = { en, pt };

export function say(language: Language, { id, params }: Text): string {
  return fill(catalogues[language][id], params);
}

/** Puts parameters in the place of their `{names}`. */
export function fill(template: string, params: Params): string {
  return template.replace(/\{(\w+)\}/gu, (_, name: string) => String(params[name] ?? ""));
}
