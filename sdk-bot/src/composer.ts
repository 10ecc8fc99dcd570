import type { Hearable, Message } from "@natter/protocol";
import { type BurstOptions, burstPolicy } from "./burst.js";
import { catching, type ErrorHandler } from "./catch-errors.js";
import type { Context } from "./context.js";
import { NatterBotError } from "./errors.js";
import { type Filter, type MessageOf, matchFilter, wantsSystem } from "./filters.js";
import { type ChoiceContext, matchChoice } from "./match-choice.js";
import { type CommandContext, matchCommand } from "./match-command.js";
import { type HearsContext, matchText, type TextPattern } from "./match-text.js";
import { compose, type Middleware, requireHandler } from "./middleware.js";
import type { DeliveryPolicy } from "./wire.js";

/** What handlers for `M` get, where those for everything get `C`. */
export type Narrowed<C extends Context, M extends Message> = Context extends C ? Context<M> : C & Context<M>;
/** A context with what a matcher adds to it. */
type Found<C extends Context, Findings extends Context> = Context extends C ? Findings : C & Findings;

/**
 * A set of handlers. They run in the order in which they were registered; one that matches ends the chain
 * unless it calls `next()`. A request that nothing matches counts as answered. Composers nest by `use`.
 */
export class Composer<C extends Context = Context> {
  readonly #parts: (Middleware<C> | Composer<C> | Composer)[] = [];
  readonly #errorHandlers: ErrorHandler<C>[] = [];
  #hearsSystem = false;
  readonly #policies: DeliveryPolicy[] = [];
  #isSealed = false;

  /**
   * Handles messages by type: one of the seven, `file`, `message`, or an array of these. Throws `misuse` on a string that
   * is none of them.
   */
  on<const F extends Filter>(
    filter: F | readonly F[],
    ...handlers: Middleware<Narrowed<C, MessageOf<F>>>[]
  ): this {
    return this.when(filter, matchFilter(filter), handlers);
  }

  /**
   * Handles what people send, several quick messages of one person as one request: it comes when that person has been
   * quiet for a while. `ctx.messages` has all of them, oldest first, `ctx.message` is the newest. It holds for the
   * whole bot: what other handlers get is gathered in the same way. Throws `setting` when an option is off.
   */
  burst(options: BurstOptions, ...handlers: Middleware<Narrowed<C, MessageOf<"message">>>[]): this {
    this.#policies.push(burstPolicy(options));
    return this.on("message", ...handlers);
  }

  /** Handles text messages that equal a string or match a regular expression; `ctx.match` is what was found. */
  hears<const P extends TextPattern>(
    pattern: P | readonly P[],
    ...handlers: Middleware<Found<C, HearsContext<P>>>[]
  ): this {
    return this.when("text", matchText(pattern), handlers);
  }

  /**
   * Handles texts such as `/start now`; `ctx.command` is `{name: "start", args: "now"}`. Case does not matter. Throws
   * `misuse` on a name with a slash before it or a space in it.
   */
  command<const Name extends string>(
    name: Name | readonly Name[],
    ...handlers: Middleware<Found<C, CommandContext<Name>>>[]
  ): this {
    return this.when("text", matchCommand(name), handlers);
  }

  /**
   * Handles picked options: a text that quotes one of this bot's own messages and is one of its options.
   * Without a pattern, any option. `ctx.choice` is `{text, index, message}`.
   */
  choice(handler: Middleware<Found<C, ChoiceContext>>): this;
  choice(
    pattern: TextPattern | readonly TextPattern[],
    ...handlers: Middleware<Found<C, ChoiceContext>>[]
  ): this;
  choice(
    first: TextPattern | readonly TextPattern[] | Middleware<Found<C, ChoiceContext>>,
    ...handlers: Middleware<Found<C, ChoiceContext>>[]
  ): this {
    return typeof first === "function"
      ? this.when("text", matchChoice(/(?:)/u), [first])
      : this.when("text", matchChoice(first), handlers);
  }

  /**
   * Runs for every request that gets here: middleware, or another composer with its own handlers. Throws `misuse` once
   * the bot was started, as `on`, `hears` and their like do.
   */
  use(...parts: (Middleware<C> | Composer<C> | Composer)[]): this {
    if (this.#isSealed) {
      throw new NatterBotError("misuse", "a handler was registered after the bot had started", {
        remedy: "Register every handler before bot.start(), and none from within a handler",
      });
    }
    for (const part of parts) if (!(part instanceof Composer)) requireHandler(part);
    this.#parts.push(...parts);
    return this;
  }

  /**
   * Gets what the handlers of this composer throw. When it returns, the request counts as answered; when it
   * throws, the next `catch` handler gets the error, and without one the server tries the request again.
   */
  catch(handler: ErrorHandler<C>): this {
    requireHandler(handler);
    this.#errorHandlers.push(handler);
    return this;
  }

  /** What these handlers want to hear: messages always, `system` only where a handler is registered for it. */
  announces(): Hearable[] {
    return this.#wantsSystem() ? ["message", "system"] : ["message"];
  }

  /** How these handlers want messages; empty for each in its turn. */
  policies(): DeliveryPolicy[] {
    const inner = this.#parts.flatMap((part) => (part instanceof Composer ? part.policies() : []));
    return [...this.#policies, ...inner];
  }

  /** All of it as one function. Nothing can be registered from then on. */
  middleware(): Middleware<C> {
    this.#isSealed = true;
    const chain = this.#parts.map((part) => (part instanceof Composer ? part.middleware() : part));
    return catching(compose(chain), this.#errorHandlers);
  }

  #wantsSystem(): boolean {
    return this.#hearsSystem || this.#parts.some((part) => part instanceof Composer && part.#wantsSystem());
  }

  /** Registers handlers for what a matcher finds; its filter says whether that may be a `system` message. */
  protected when<D extends Context>(
    filter: string | readonly string[],
    match: (context: C) => Context | null,
    handlers: Middleware<D>[],
  ): this {
    this.#hearsSystem ||= wantsSystem(filter);
    if (handlers.length === 0) requireHandler(undefined);
    for (const handler of handlers) requireHandler(handler);
    const run = compose(handlers);
    return this.use((context, next) => {
      // A matcher returns the context that it was given, with what it found: the types of the callers say what.
      const matched = match(context) as D | null;
      return matched === null ? next() : run(matched, next);
    });
  }
}
