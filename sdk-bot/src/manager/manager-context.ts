import type { EffectInput, Message } from "@natter/protocol";
import { Context } from "../context.js";
import type { Effects } from "../effects.js";
import { NatterBotError } from "../errors.js";
import { type Reply, type ReplyExtras, type SendEffect, sendEffect } from "../reply.js";
import { BotVoice } from "./bot-voice.js";
import { perform } from "./command.js";
import { Draft, type HoldPolicy, type Verdict } from "./draft.js";
import { type ManagedBot, managedBots, nameOf } from "./managed-bot.js";
import { type Overrides, overridesOf } from "./overrides.js";

/** A bot by its name, its id, or as `ctx.bots` has it; or several. */
export type BotNames = string | ManagedBot | readonly (string | ManagedBot)[];

/** One attempt at one request, as handlers of a manager see it. What a bot wants to say has a `draft` besides. */
export class ManagerContext<M extends Message = Message> extends Context<M> {
  /** The other bots of this conversation, present or not. */
  readonly bots: readonly ManagedBot[];
  private readonly verdict: Verdict = { isGiven: false };

  static {
    // Absent from the type, so that it does not compile outside of `draft` handlers; for programs without types.
    Object.defineProperty(ManagerContext.prototype, "draft", {
      get() {
        throw new NatterBotError("misuse", "this request is about no draft, so there is nothing to decide", {
          remedy: 'Use ctx.draft in handlers that were registered by manager.on("draft", …)',
        });
      },
    });
  }

  constructor(request: ConstructorParameters<typeof Context<M>>[0], effects: Effects, signal: AbortSignal) {
    super(request, effects, signal);
    this.bots = managedBots(request.payload.bots);
  }

  /** The draft that a request is about. */
  static draftOf(context: ManagerContext): Draft {
    return new Draft(context.message.id, context.effects, context.verdict);
  }

  /** Holds the draft that a request is about, unless a handler, or somebody else by now, has decided on it. */
  static async holdUndecided(context: ManagerContext, policy: HoldPolicy): Promise<void> {
    if (context.kind !== "draft" || context.verdict.isGiven) return;
    try {
      await ManagerContext.draftOf(context).hold(policy);
    } catch (error) {
      const isDecided =
        error instanceof NatterBotError && (error.code === "conflict" || error.code === "conversation_ended");
      if (!isDecided) throw error;
    }
  }

  /**
   * Sends the message on to the named bots, and to nobody else. People see nothing of it, and the message stays as it
   * is: `overrides` are for the bots alone. Resolves to the message. Without a bot to name it does nothing.
   *
   * Fails with `misuse` where a bot is not part of the conversation; then none has got it.
   */
  redirect(to: BotNames, overrides?: Overrides): Promise<Message> {
    return this.effects.inOrder("redirect", () => {
      const names = this.names(to);
      if (names.length === 0) return async () => this.message;
      return perform({
        type: "redirect",
        messageId: this.message.id,
        to: names,
        ...(overrides && { overrides: overridesOf(overrides) }),
      });
    });
  }

  /**
   * Says something to the named bots, and to nobody else. Resolves to the message as it is stored. Fails with `misuse`
   * where a bot is not part of the conversation; then none has got it.
   */
  tell(to: BotNames, content: string | Reply, extras: ReplyExtras = {}): Promise<Message> {
    return this.effects.inOrder("send", () =>
      perform({ ...sendEffect(content, extras), to: this.names(to) }),
    );
  }

  /** A bot of the conversation, by name or id, to speak as: `ctx.as("echo").reply("…")`. Throws `misuse` for another. */
  as(nameOrId: string): BotVoice {
    return new BotVoice(nameOf(this.bots, nameOrId), this.effects);
  }

  /** What a manager says needs nobody's approval; its questions and streams never do. */
  protected override sending(effect: SendEffect): EffectInput {
    return { ...effect, approve: true };
  }

  private names(to: BotNames): string[] {
    const bots = typeof to === "string" || !isList(to) ? [to] : to;
    return bots.map((bot) => (typeof bot === "string" ? nameOf(this.bots, bot) : nameOf(this.bots, bot.id)));
  }
}

function isList(to: ManagedBot | readonly (string | ManagedBot)[]): to is readonly (string | ManagedBot)[] {
  return Array.isArray(to);
}
