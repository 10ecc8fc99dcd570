import type { Message, TextMessage } from "@natter/protocol";
import { type Context, withFindings } from "./context.js";
import { isText, type TextPattern, textFinder } from "./match-text.js";

/** The option that somebody picked. */
export interface Choice {
  text: string;
  /** Its place among the options, from 0. */
  index: number;
  /** The bot's own message that offered it. */
  message: Exclude<Message, { type: "system" }>;
}

export type ChoiceContext = Context<TextMessage> & { choice: Choice };

/** A matcher for picked options: the text quotes a message of this bot and is one of its options. */
export function matchChoice(
  pattern: TextPattern | readonly TextPattern[],
): (context: Context) => ChoiceContext | null {
  const find = textFinder(pattern);
  return (context) => {
    if (!isText(context)) return null;
    const { quoted, self } = context;
    if (quoted === null || quoted.type === "system" || quoted.senderId !== self.id) return null;
    const { text } = context.message;
    const index = quoted.options.findIndex((option) => option.text === text);
    if (index === -1 || find(text) === null) return null;
    return withFindings(context, { choice: { text, index, message: quoted } });
  };
}
