import type { Hearable } from "@natter/protocol";
import { catching, type ErrorHandler } from "./catch-errors.js";
import type { Context } from "./context.js";
import { NatterBotError } from "./errors.js";
import { type Filter, type MessageOf, matchFilter, wantsSystem } from "./filters.js";
import { type ChoiceContext, matchChoice } from "./match-choice.js";
import { type CommandContext, matchCommand } from "./match-command.js";
import { type HearsContext, matchText, type TextPattern } from "./match-text.js";
import { compose, type Middleware } from "./middleware.js";

/**
 * A set of handlers. They run in the order in which they were registered; one that matches ends the chain
 * unless it calls `next()`. A request that nothing matches counts as answered. Composers nest by `use`.
 */
export class Composer {
  readonly #parts: (Middleware | Composer)[] = [];
  readonly #errorHandlers: ErrorHandler[] = [];
  #hearsSystem = false;
  #isSealed = false;

  /** Handles messages by type: one of the seven, `file`, `message`, or an array of these. */
  on<const F extends Filter>(
    filter: F | readonly F[],
    ...handlers: Middleware<Context<MessageOf<F>>>[]
  ): this {
    this.#hearsSystem ||= wantsSystem(filter);
    return this.#when(matchFilter(filter), handlers);
  }

  /** Handles text messages that equal a string or match a regular expression; `ctx.match` is what was found. */
  hears<const P extends TextPattern>(
    pattern: P | readonly P[],
    ...handlers: Middleware<HearsContext<P>>[]
  ): this {
    return this.#when(matchText(pattern), handlers);
  }

  /** Handles texts such as `/start now`; `ctx.command` is `{name: "start", args: "now"}`. */
  command<const Name extends string>(
    name: Name | readonly Name[],
    ...handlers: Middleware<CommandContext<Name>>[]
  ): this {
    return this.#when(matchCommand(name), handlers);
  }

  /**
   * Handles picked options: a text that quotes one of this bot's own messages and is one of its options.
   * Without a pattern, any option. `ctx.choice` is `{text, index, message}`.
   */
  choice(handler: Middleware<ChoiceContext>): this;
  choice(pattern: TextPattern | readonly TextPattern[], ...handlers: Middleware<ChoiceContext>[]): this;
  choice(
    first: TextPattern | readonly TextPattern[] | Middleware<ChoiceContext>,
    ...handlers: Middleware<ChoiceContext>[]
  ): this {
    return typeof first === "function"
      ? this.#when(matchChoice(/(?:)/u), [first])
      : this.#when(matchChoice(first), handlers);
  }

  /** Runs for every request that gets here: middleware, or another composer with its own handlers. */
  use(...parts: (Middleware | Composer)[]): this {
    if (this.#isSealed) {
      throw new NatterBotError("misuse", "a handler was registered after the bot had started", {
        remedy: "Register every handler before bot.start(), and none from within a handler",
      });
    }
    this.#parts.push(...parts);
    return this;
  }

  /**
   * Gets what the handlers of this composer throw. When it returns, the request counts as answered; when it
   * throws, the next `catch` handler gets the error, and without one the server tries the request again.
   */
  catch(handler: ErrorHandler): this {
    this.#errorHandlers.push(handler);
    return this;
  }

  /** What these handlers want to hear: messages always, `system` only where a handler is registered for it. */
  announces(): Hearable[] {
    return this.#wantsSystem() ? ["message", "system"] : ["message"];
  }

  /** All of it as one function. Nothing can be registered from then on. */
  middleware(): Middleware {
    this.#isSealed = true;
    const chain = this.#parts.map((part) => (part instanceof Composer ? part.middleware() : part));
    return catching(compose(chain), this.#errorHandlers);
  }

  #wantsSystem(): boolean {
    return this.#hearsSystem || this.#parts.some((part) => part instanceof Composer && part.#wantsSystem());
  }

  #when<C extends Context>(match: (context: Context) => C | null, handlers: Middleware<C>[]): this {
    const run = compose(handlers);
    return this.use((context, next) => {
      const matched = match(context);
      return matched === null ? next() : run(matched, next);
    });
  }
}
