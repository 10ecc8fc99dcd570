import { faultsPt } from "./faults-pt.js";
import type { Language } from "./languages.js";
import { fill } from "./say.js";

const patternsPt = faultsPt.map(([en, pt]) => ({ pattern: patternOf(en), pt }));

/** A schema's text in another language; the text itself where nobody has translated it. */
export function sayFault(language: Language, message: string): string {
  if (language === "en") return message;
  for (const { pattern, pt } of patternsPt) {
    const found = pattern.exec(message);
    if (found) return fill(pt, found.groups ?? {});
  }
  return message;
}

function patternOf(template: string): RegExp {
  const escaped = template.replace(/[.*+?^$()|[\]\\]/gu, "\\$&");
  return new RegExp(`^${escaped.replace(/\{(\w+)\}/gu, "(?<$1>.{1,300}?)")}$`, "su");
}
