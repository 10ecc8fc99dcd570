import type { TextMessage } from "@natter/protocol";
import { type Context, withFindings } from "./context.js";
import { NatterBotError } from "./errors.js";
import { isText } from "./match-text.js";

/** `/name args`. `name` is as registered; `args` is the rest of the text, trimmed, empty when there is none. */
export interface Command<Name extends string = string> {
  name: Name;
  args: string;
}

export type CommandContext<Name extends string = string> = Context<TextMessage> & { command: Command<Name> };

/** A matcher for texts such as `/start now`. Case does not matter, because phones capitalise by themselves. */
export function matchCommand<Name extends string>(
  name: Name | readonly Name[],
): (context: Context) => CommandContext<Name> | null {
  const names = new Map<string, Name>();
  for (const one of typeof name === "string" ? [name] : name) {
    if (!/^[^\s/]\S*$/u.test(one)) {
      throw new NatterBotError("misuse", `"${one}" is not the name of a command`, {
        remedy: 'Write it without the slash and without spaces, such as command("start", …)',
      });
    }
    names.set(one.toLowerCase(), one);
  }
  return (context) => {
    if (!isText(context)) return null;
    const parts = /^\/(\S+)(?:\s+([\s\S]*))?$/u.exec(context.message.text.trim());
    const found = names.get(parts?.[1]?.toLowerCase() ?? "");
    return found === undefined
      ? null
      : withFindings(context, { command: { name: found, args: parts?.[2] ?? "" } });
  };
}
