import type { EffectInput, Message } from "@natter/protocol";
import type { Act } from "../effects.js";
import { type BotErrorCode, NatterBotError } from "../errors.js";

/** What to do where a command is refused: the codes' own remedies speak of replies. */
const remedies: Partial<Record<BotErrorCode, string>> = {
  conflict: "Somebody decided on this message before; catch this code where that is fine",
  not_found: "Use the id of a message of this conversation, and bots that are part of it",
  invalid: "Answer people, rather than sending it on once more",
  forbidden: "Use the key of a bot that was added with `natter bots add <name> --manager`",
};

/** Sends one command. Resolves to the message that it was about, as it is stored then. */
export function perform(command: EffectInput): Act<Message> {
  return async (calls, index) => {
    try {
      return (await calls.effect(index, command)).message;
    } catch (error) {
      throw taught(error, command);
    }
  };
}

function taught(error: unknown, { type }: EffectInput): unknown {
  if (!(error instanceof NatterBotError)) return error;
  // What was sent before with another body is another conflict.
  if (type === "send" && error.code === "conflict") return error;
  const isOfFields = error.code === "invalid" && error.details.length > 0;
  const remedy = isOfFields ? undefined : remedies[error.code];
  if (remedy === undefined) return error;
  return new NatterBotError(error.code, error.what, { remedy, cause: error, details: [...error.details] });
}
