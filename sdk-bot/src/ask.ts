import type { FileMessage, Option, TextMessage } from "@natter/protocol";
import type { Act } from "./effects.js";
import { NatterBotError, NoAnswerError } from "./errors.js";
import { optionsOf } from "./reply.js";

/** A person's message that answers a question. A picked option is a text. */
export type Answer = TextMessage | FileMessage;

export interface AskExtras {
  /** Choices shown with the question: at most 25 of at most 200 characters. Any other answer is possible too. */
  options?: readonly (string | Option)[] | undefined;
  /** How long to wait for the answer, at most 30 days. Default: a day. Then `ask` fails with `no_answer`. */
  timeoutMs?: number | undefined;
  /**
   * Whether the answer will do. When it returns false, or a text, the question is asked again, with `retry` or
   * with that text. It must give the same verdict on the same answer on every attempt.
   */
  validate?: ((answer: Answer) => boolean | string) | undefined;
  /** What to say when the answer will not do. Default: the question again. */
  retry?: string | undefined;
}

/** Asks once. */
export function ask(text: string, { options, timeoutMs }: AskExtras): Act<Answer> {
  return async (calls, index) => {
    const { outcome } = await calls.ask({
      index,
      text,
      ...(options && { options: optionsOf(options) }),
      ...(timeoutMs !== undefined && { timeoutMs }),
    });
    if (outcome.type === "answered" && outcome.message.type !== "system") return outcome.message;
    if (outcome.type === "timed-out") throw new NoAnswerError();
    throw new NatterBotError("internal", "the server answered a question with no answer");
  };
}

/** What to ask next; null when the answer will do. */
export function nextQuestion(
  question: string,
  answer: Answer,
  { validate, retry }: AskExtras,
): string | null {
  const verdict = validate?.(answer) ?? true;
  if (verdict === true) return null;
  return verdict === false ? (retry ?? question) : verdict;
}
