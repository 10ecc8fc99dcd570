import type { FileMessage, Option, TextMessage } from "@natter/protocol";
import type { Act } from "./effects.js";
import { NatterBotError, NoAnswerError } from "./errors.js";
import { optionsOf } from "./reply.js";

/** What is offered with a question. */
export type Offered = readonly (string | Option)[];
type TextOf<Offer> = Offer extends string
  ? Offer
  : Offer extends { text: infer Text extends string }
    ? Text
    : never;

/** The options that an answer may name: null where it names none, unless only an option will do. */
export type ChoiceOf<Options extends Offered, IsStrict extends boolean> =
  | TextOf<Options[number]>
  | (IsStrict extends true ? never : null);

/** A person's message that answers a question. A picked option is a text. */
export type Answer<Choice extends string | null = string | null> = (TextMessage | FileMessage) & {
  /** The option that was picked, or typed in capitals or not; null where the text is none of them. */
  readonly choice: Choice;
};

export interface AskExtras<Options extends Offered = Offered, IsStrict extends boolean = boolean> {
  /** Choices shown with the question: at most 25 of at most 200 characters. Any other answer is possible too. */
  options?: Options | undefined;
  /** Whether nothing but an option will do: whatever else is said, the question is asked again. Default: false. */
  strict?: IsStrict | undefined;
  /** How long to wait for the answer, at most 30 days. Default: a day. Then `ask` fails with `no_answer`. */
  timeoutMs?: number | undefined;
  /**
   * Whether the answer will do. When it returns false, or a text, the question is asked again, with `retry` or
   * with that text. It must give the same verdict on the same answer on every attempt.
   */
  validate?: ((answer: Answer<ChoiceOf<Options, IsStrict>>) => boolean | string) | undefined;
  /** What to say when the answer will not do. Default: the question again. */
  retry?: string | undefined;
}

/** What asking again takes, whatever the options are. */
interface AnyExtras extends Omit<AskExtras, "validate"> {
  validate?: ((answer: never) => boolean | string) | undefined;
}

const extraNames = ["options", "strict", "timeoutMs", "validate", "retry"] satisfies (keyof AnyExtras)[];

/** Asks once. Throws `misuse` on what the types would have refused: a mistyped `timeoutMs` would wait for a day. */
export function ask(text: string, extras: AnyExtras): Act<Answer> {
  const unknown = Object.keys(extras).find((name) => !extraNames.some((known) => known === name));
  if (unknown !== undefined) {
    throw new NatterBotError("misuse", `ctx.ask has no option ${unknown}`, {
      remedy: `Use ${extraNames.join(", ")}`,
    });
  }
  const { options, strict, timeoutMs } = extras;
  if (strict && !options?.length) {
    throw new NatterBotError("misuse", "ctx.ask was called with strict, and without options to insist on", {
      remedy: 'Write it like ctx.ask("Tea or coffee?", { options: ["Tea", "Coffee"], strict: true })',
    });
  }
  const offered = options && optionsOf(options);
  return async (calls, index) => {
    const { outcome } = await calls.ask({
      index,
      text,
      ...(offered && { options: offered }),
      ...(timeoutMs !== undefined && { timeoutMs }),
    });
    if (outcome.type === "answered" && outcome.message.type !== "system") {
      return { ...outcome.message, choice: choiceIn(outcome.message, offered ?? []) };
    }
    if (outcome.type === "timed-out") throw new NoAnswerError();
    throw new NatterBotError("internal", "the server answered a question with no answer");
  };
}

/** What to ask next; null when the answer will do. */
export function nextQuestion(
  question: string,
  answer: Answer,
  { strict, validate, retry }: AnyExtras,
): string | null {
  // The extras were made for this answer's options, which a loop over questions cannot follow.
  const judge = validate as ((answer: Answer) => boolean | string) | undefined;
  const verdict = strict && answer.choice === null ? false : (judge?.(answer) ?? true);
  if (verdict === true) return null;
  return verdict === false ? (retry ?? question) : verdict;
}

function choiceIn(message: TextMessage | FileMessage, offered: readonly Option[]): string | null {
  if (message.type !== "text") return null;
  const same = (text: string) => text.trim().toLowerCase();
  const exact = offered.find(({ text }) => text === message.text);
  return (exact ?? offered.find(({ text }) => same(text) === same(message.text)))?.text ?? null;
}
