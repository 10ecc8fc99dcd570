import type { Message, Participant, SystemMessage } from "@natter/protocol";
import { type Answer, type AskExtras, ask, nextQuestion } from "./ask.js";
import type { Effects } from "./effects.js";
import { type Reply, type ReplyExtras, send, sendEffect } from "./reply.js";
import { report, type ToolReport } from "./report.js";
import { step } from "./step.js";
import { isTextStream, type StreamExtras, stream, type TextStream } from "./stream.js";
import { WatchedPromise } from "./watched-promise.js";
import type { BotRequest, BotRequestPayload } from "./wire.js";

/** Who sent a message: nobody when it is a `system` message. */
export type SenderOf<M extends Message> = M extends SystemMessage ? null : Participant;

type RequestWith<M extends Message> = BotRequest & { payload: { message: M; sender: SenderOf<M> } };

/** One attempt at one request, as handlers see it. `M` is what the filter has narrowed the message to. */
export class Context<M extends Message = Message> {
  /** What is to be answered. */
  readonly message: M;
  /** Who sent it; null for a `system` message. */
  readonly sender: SenderOf<M>;
  /** The bot's own participant in this conversation. */
  readonly self: Participant;
  readonly conversation: BotRequestPayload["conversation"];
  /** The message that `message` quotes, or null. */
  readonly quoted: Message | null;
  /** Names the visitor's session in the request history. It identifies and authorises nothing. */
  readonly sessionKey: string | null;
  readonly requestId: string;
  /** 1 at first; higher when an earlier attempt crashed, lost its connection or failed. */
  readonly attempt: number;
  /**
   * Aborts when this attempt has ended before its handler did; its `reason` is an `AttemptAborted`. Give it
   * to slow work. Replies after that are not sent and reject with the reason.
   */
  readonly signal: AbortSignal;
  // Not #private: a matched context inherits from the plain one, and #fields are not inherited.
  private readonly effects: Effects;

  constructor(request: RequestWith<M>, effects: Effects, signal: AbortSignal) {
    const { payload } = request;
    this.message = payload.message;
    this.sender = payload.sender;
    this.self = payload.self;
    this.conversation = payload.conversation;
    this.quoted = payload.quoted;
    this.sessionKey = payload.sessionKey;
    this.requestId = request.requestId;
    this.attempt = request.attempt;
    this.signal = signal;
    this.effects = effects;
  }

  /** The effects behind a context, for the engine that waits for them. */
  static effectsOf(context: Context): Effects {
    return context.effects;
  }

  get isFirstAttempt(): boolean {
    return this.attempt === 1;
  }

  /**
   * Sends a message to the conversation and returns it as stored. When the request runs again, the same reply
   * (counted in order of the calls) returns the message of the first time and sends nothing. A reply that is
   * not awaited is sent all the same, before the request counts as answered.
   *
   * Given a stream of text (any async iterable, or a `ReadableStream`), people see it grow. Where the bot dies in
   * the middle, the next attempt writes the same message anew. A visitor may stop it: then `ctx.signal` aborts
   * with `stopped-by-visitor`, what there is stays, and the request is answered.
   *
   * Fails with a `NatterBotError`: `invalid` names the field, `conversation_ended`, `aborted`, `too_late`.
   */
  reply(content: TextStream, extras?: StreamExtras): Promise<Message>;
  reply(content: string | Reply, extras?: ReplyExtras): Promise<Message>;
  reply(content: string | Reply | TextStream, extras: ReplyExtras = {}): Promise<Message> {
    if (isTextStream(content)) return this.effects.inOrder(() => stream(content, extras));
    return this.effects.inOrder(() => send(sendEffect(content, extras)));
  }

  /** As `reply`, quoting the message that is being answered. */
  quote(
    content: string | Omit<Reply, "quotedMessageId"> | TextStream,
    extras: Omit<ReplyExtras, "quotedMessageId"> = {},
  ): Promise<Message> {
    const quoting = { ...extras, quotedMessageId: this.message.id };
    return isTextStream(content) ? this.reply(content, quoting) : this.reply(content, quoting);
  }

  /**
   * Asks the people of the conversation and returns their next message. While nobody has answered, nothing of
   * this request runs anywhere: this attempt ends (`ctx.signal` aborts with `suspended`), and with the answer the
   * handler runs again from its first line. What it did before is found, not repeated, so everything up to here
   * must do the same things in the same order. Servers and bots may restart meanwhile.
   *
   * Fails with `no_answer` when nobody answers in time.
   */
  ask(question: string, extras: AskExtras = {}): Promise<Answer> {
    return WatchedPromise.watch(this.askUntilFine(question, extras));
  }

  /**
   * Does something once and records what it came to, as JSON of at most 16 384 bytes. When the request runs
   * again, the step with the same number returns what was recorded. Use it for whatever must not happen twice or
   * might come out differently: a payment, a model's answer, the time. A step that throws is not recorded; one
   * whose bot dies before it is recorded runs again.
   */
  step<T>(name: string, work: () => T | Promise<T>): Promise<T> {
    return this.effects.atOnce(step(name, work));
  }

  /**
   * Adds what was used for the answer to the request's history: a tool with its arguments and result, figures such
   * as tokens. People do not see it. Counted like a reply: when the request runs again, it is added once.
   */
  report(used: ToolReport): Promise<void> {
    return this.effects.inOrder(() => report(used));
  }

  private async askUntilFine(question: string, extras: AskExtras): Promise<Answer> {
    for (let text: string | null = question; ; ) {
      const asked: string = text;
      const answer = await this.effects.inOrder(() => ask(asked, extras));
      text = nextQuestion(question, answer, extras);
      if (text === null) return answer;
    }
  }
}

/** A context with what a matcher found. Handlers further down the chain do not see the findings of others. */
export function withFindings<C extends Context, Findings extends object>(
  context: C,
  findings: Findings,
): C & Findings {
  return Object.assign(Object.create(context) as C, findings);
}
