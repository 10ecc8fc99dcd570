import type { TextMessage } from "@natter/protocol";
import { type Context, withFindings } from "./context.js";
import { NatterBotError } from "./errors.js";

/** A whole text, or a pattern somewhere in it. */
export type TextPattern = string | RegExp;

/** What a pattern finds: the text itself, or the result of the regular expression. */
export type MatchOf<P extends TextPattern> = P extends string ? P : RegExpExecArray;

export type HearsContext<P extends TextPattern = TextPattern> = Context<TextMessage> & { match: MatchOf<P> };

/** A matcher for text messages; the first pattern that fits is the one that counts. */
export function matchText<P extends TextPattern>(
  pattern: P | readonly P[],
): (context: Context) => HearsContext<P> | null {
  const find = textFinder(pattern);
  return (context) => {
    if (!isText(context)) return null;
    const match = find(context.message.text);
    return match === null ? null : withFindings(context, { match });
  };
}

/** Looks for the patterns, in their order. A string must equal the whole text. */
export function textFinder<P extends TextPattern>(
  pattern: P | readonly P[],
): (text: string) => MatchOf<P> | null {
  const patterns = (Array.isArray(pattern) ? pattern : [pattern]).map((one: TextPattern) =>
    // A copy without g and y, which would make the outcome depend on the message before.
    typeof one === "string" ? one : new RegExp(requirePattern(one), one.flags.replaceAll(/[gy]/gu, "")),
  );
  return (text) => {
    for (const one of patterns) {
      const match = typeof one === "string" ? (one === text ? one : null) : one.exec(text);
      // The list was built from P alone, which a conditional type cannot follow.
      if (match !== null) return match as MatchOf<P>;
    }
    return null;
  };
}

/** Throws `misuse` on what the types would have refused. */
function requirePattern(pattern: unknown): RegExp {
  if (pattern instanceof RegExp) return pattern;
  throw new NatterBotError("misuse", `${String(pattern)} is neither a text nor a regular expression`, {
    remedy: 'Write it like "Tea", /tea|coffee/i, or an array of these',
  });
}

/** Whether somebody has said it. What a bot has drafted is nobody's word yet, and a matter of `draft` alone. */
export function isText(context: Context): context is Context<TextMessage> {
  return context.message.type === "text" && context.kind !== "draft";
}
