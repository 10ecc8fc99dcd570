export interface TextPart {
  text: string;
  /** Set when the part is a link that is safe to follow. */
  href?: string;
}

const candidate = /https?:\/\/[^\s<>"'`]+/giu;

/** Splits a text into plain parts and http(s) links. The parts joined give the text. */
export function splitLinks(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const match of text.matchAll(candidate)) {
    const address = withoutTail(match[0]);
    if (!isSafe(address)) continue;
    if (match.index > end) parts.push({ text: text.slice(end, match.index) });
    parts.push({ text: address, href: address });
    end = match.index + address.length;
  }
  if (end < text.length) parts.push({ text: text.slice(end) });
  return parts;
}

/** A link ends before the punctuation of its sentence, and before a bracket that it did not open. */
function withoutTail(address: string): string {
  let result = address;
  for (;;) {
    const last = result.at(-1) ?? "";
    const opening = { ")": "(", "]": "[", "}": "{" }[last];
    const isUnmatched = opening !== undefined && count(result, last) > count(result, opening);
    if (!isUnmatched && !/[.,;:!?*_~…»”’]/u.test(last)) return result;
    result = result.slice(0, -1);
  }
}

function count(text: string, character: string): number {
  return text.split(character).length - 1;
}

/** Also refuses what only looks like a host: `https://user:pass@evil.example`. */
export function isSafe(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  return /^https?:$/u.test(url.protocol) && url.hostname !== "" && !url.username && !url.password;
}
