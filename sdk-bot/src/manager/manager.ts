import { Bot } from "../bot.js";
import type { Narrowed } from "../composer.js";
import type { Filter, MessageOf } from "../filters.js";
import type { Middleware } from "../middleware.js";
import type { ContextFactory } from "../run-attempt.js";
import { checkPolicy } from "./check-policy.js";
import type { HoldPolicy } from "./draft.js";
import { ManagerContext } from "./manager-context.js";
import { type ManagedContext, type ManagerFilter, matchManagerFilter } from "./manager-filters.js";

/**
 * The bot that decides what the other bots of its conversations hear, and what people get to see of what they say. A
 * server has at most one: `natter bots add <name> --manager`. Everything else is as with any other bot.
 */
export class Manager extends Bot<ManagerContext> {
  protected override readonly isManager = true;
  #policy: HoldPolicy | null = null;

  /**
   * Handles what people say (`human`) or what bots want to say (`draft`), also by type (`human:text`, `draft:image`),
   * and what any bot handles. `hears`, `command` and `choice` are for what people say. Throws `misuse` on a string that
   * is no filter.
   */
  override on<const F extends Filter>(
    filter: F | readonly F[],
    ...handlers: Middleware<Narrowed<ManagerContext, MessageOf<F>>>[]
  ): this;
  override on<const F extends ManagerFilter>(
    filter: F | readonly F[],
    ...handlers: Middleware<ManagedContext<F>>[]
  ): this;
  override on(filter: ManagerFilter | readonly ManagerFilter[], ...handlers: Middleware<never>[]): this {
    return this.when(filter, matchManagerFilter(filter), handlers);
  }

  /**
   * What happens to a draft on which no handler has decided: it is held so long, for a person to decide, and then
   * approved or rejected with nobody alive. Without a policy it waits for ever. Throws `misuse` on a malformed policy.
   */
  hold(policy: HoldPolicy): this {
    this.#policy = checkPolicy(policy);
    return this;
  }

  override middleware(): Middleware<ManagerContext> {
    const handle = super.middleware();
    // Around the handlers for errors too: a draft whose handler failed, and was excused, is undecided as well.
    return async (context, next) => {
      await handle(context, next);
      if (this.#policy) await ManagerContext.holdUndecided(context, this.#policy);
    };
  }

  protected override contextOf(...parts: Parameters<ContextFactory>): ManagerContext {
    return new ManagerContext(...parts);
  }
}
