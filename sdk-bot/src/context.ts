import type {
  EffectInput,
  FileInfo,
  FileMessage,
  Message,
  Participant,
  SystemMessage,
  TextMessage,
} from "@natter/protocol";
import { type Answer, type AskExtras, ask, type ChoiceOf, nextQuestion, type Offered } from "./ask.js";
import type { Effects } from "./effects.js";
import { fileOf, heldUrl } from "./files/held-url.js";
import { type FileReply, isFileReply } from "./files/outgoing-file.js";
import { sendFile } from "./files/send-file.js";
import { type Reply, type ReplyExtras, type SendEffect, send, sendEffect } from "./reply.js";
import { report, type ToolReport } from "./report.js";
import { step } from "./step.js";
import { isTextStream, type StreamExtras, stream, type TextStream } from "./stream.js";
import { WatchedPromise } from "./watched-promise.js";
import type { BotRequest, BotRequestPayload, RequestKind } from "./wire.js";

/** Who sent a message: nobody when it is a `system` message. */
export type SenderOf<M extends Message> = M extends SystemMessage ? null : Participant;

/** What may be gathered with a message: anything that people send. A `system` message stands alone. */
type GatheredWith<M extends Message> = M extends SystemMessage ? SystemMessage : TextMessage | FileMessage;

type RequestWith<M extends Message> = BotRequest & { payload: { message: M; sender: SenderOf<M> } };

/** One attempt at one request, as handlers see it. `M` is what the filter has narrowed the message to. */
export class Context<M extends Message = Message> {
  /**
   * Why the bot gets it: `message` or `system`, `redirected` where a manager sent it on; managers get `human` for what
   * people say and `draft` for what bots want to say.
   */
  readonly kind: RequestKind;
  /** What is to be answered. */
  readonly message: M;
  /** Everything that is to be answered, oldest first: a burst has several, and `message` is the newest of them. */
  readonly messages: readonly GatheredWith<M>[];
  /** Whether the request stands for several messages. */
  readonly isAggregation: boolean;
  /** Who sent it; null for a `system` message. */
  readonly sender: SenderOf<M>;
  /** The bot's own participant in this conversation. */
  readonly self: Participant;
  /** Where it was said. */
  readonly conversation: BotRequestPayload["conversation"];
  /** The message that `message` quotes, or null. */
  readonly quoted: Message | null;
  /** Names the visitor's session in the request history. It identifies and authorises nothing. */
  readonly sessionKey: string | null;
  /** W3C trace context of the call that led to this request, to be passed on; null where it had none. */
  readonly traceparent: string | null;
  /** The same on every attempt. */
  readonly requestId: string;
  /** 1 at first; higher when an earlier attempt crashed, lost its connection or failed. */
  readonly attempt: number;
  /**
   * Aborts when this attempt has ended before its handler did; its `reason` is an `AttemptAborted`. Give it
   * to slow work. Replies after that are not sent and reject with the reason.
   */
  readonly signal: AbortSignal;
  // Not #private: a matched context inherits from the plain one, and #fields are not inherited.
  protected readonly effects: Effects;

  constructor(request: RequestWith<M>, effects: Effects, signal: AbortSignal) {
    const { payload } = request;
    this.kind = payload.kind;
    this.message = payload.message;
    // Only what people send is gathered.
    this.messages = (payload.messages ?? [payload.message]) as GatheredWith<M>[];
    this.isAggregation = request.isAggregation;
    this.sender = payload.sender;
    this.self = payload.self;
    this.conversation = payload.conversation;
    this.quoted = payload.quoted;
    this.sessionKey = payload.sessionKey;
    this.traceparent = payload.traceparent ?? null;
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
   * Given a file (`{file: "./menu.pdf"}`, a `File`, a stream with a name), it is uploaded as a stream and then sent.
   *
   * Fails with a `NatterBotError`: `invalid` names the field, `conversation_ended`, `aborted`, `too_late`.
   */
  reply(content: TextStream, extras?: StreamExtras): Promise<Message>;
  reply(content: string | Reply | FileReply | Blob, extras?: ReplyExtras): Promise<Message>;
  reply(content: string | Reply | FileReply | Blob | TextStream, extras: ReplyExtras = {}): Promise<Message> {
    const asSent = (effect: SendEffect) => this.sending(effect);
    if (content instanceof Blob)
      return this.effects.inOrder("file", () => sendFile({ ...extras, file: content }, asSent));
    if (isFileReply(content))
      return this.effects.inOrder("file", () => sendFile({ ...content, ...extras }, asSent));
    if (isTextStream(content)) return this.effects.inOrder("stream", () => stream(content, extras));
    return this.effects.inOrder("send", () => send(asSent(sendEffect(content, extras))));
  }

  /** As `reply`, quoting the message that is being answered. */
  quote(
    content: string | Omit<Reply, "quotedMessageId"> | FileReply | Blob | TextStream,
    extras: Omit<ReplyExtras, "quotedMessageId"> = {},
  ): Promise<Message> {
    const quoting = { ...extras, quotedMessageId: this.message.id };
    return isTextStream(content) ? this.reply(content, quoting) : this.reply(content, quoting);
  }

  /**
   * The bytes of a file that somebody sent, by default of the message that is being answered, at the pace at which they
   * are read; `new Response(stream).blob()` has them whole. Ends with the attempt. Fails with `misuse` where there is no
   * file, or one that lies elsewhere: its address comes from a person, so fetch `file.url` only if you trust it.
   */
  async open(file: FileInfo | null = fileOf(this.message)): Promise<ReadableStream<Uint8Array>> {
    return this.effects.calls.open(heldUrl(file));
  }

  /**
   * Asks the people of the conversation and returns their next message. While nobody has answered, nothing of
   * this request runs anywhere: this attempt ends (`ctx.signal` aborts with `suspended`), and with the answer the
   * handler runs again from its first line. What it did before is found, not repeated, so everything up to here
   * must do the same things in the same order. Servers and bots may restart meanwhile.
   *
   * The answer's `choice` is the option that it names, null where it names none; with `strict` nothing else will do.
   *
   * Fails with `no_answer` when nobody answers in time, with `misuse` for `strict` without options.
   */
  ask<const Options extends Offered = readonly [], IsStrict extends boolean = false>(
    question: string,
    extras: AskExtras<Options, IsStrict> = {},
  ): Promise<Answer<ChoiceOf<Options, IsStrict>>> {
    return WatchedPromise.watch(this.askUntilFine(question, extras));
  }

  /**
   * Does something once and records what it came to, as JSON of at most 16 384 bytes. When the request runs
   * again, the step with the same number returns what was recorded. Use it for whatever must not happen twice or
   * might come out differently: a payment, a model's answer, the time. A step that throws is not recorded; one
   * whose bot dies before it is recorded runs again.
   *
   * `name`, 1 to 100 characters, says in the history what it was. Fails with `misuse` without a name or a function,
   * with `invalid` when the result is no JSON or too long.
   */
  step<T>(name: string, work: () => T | Promise<T>): Promise<T> {
    return this.effects.atOnce("step", step(name, work));
  }

  /**
   * Adds what was used for the answer to the request's history: a tool with its arguments and result, figures such
   * as tokens. People do not see it. Counted like a reply: when the request runs again, it is added once.
   */
  report(used: ToolReport): Promise<void> {
    return this.effects.inOrder("report", () => report(used));
  }

  /** How a reply leaves. */
  protected sending(effect: SendEffect): EffectInput {
    return effect;
  }

  private async askUntilFine<Options extends Offered, IsStrict extends boolean>(
    question: string,
    extras: AskExtras<Options, IsStrict>,
  ): Promise<Answer<ChoiceOf<Options, IsStrict>>> {
    for (let text: string | null = question; ; ) {
      const asked: string = text;
      const answer = await this.effects.inOrder("ask", () => ask(asked, extras));
      text = nextQuestion(question, answer, extras);
      // Its choice is one of the options that were just asked with.
      if (text === null) return answer as Answer<ChoiceOf<Options, IsStrict>>;
    }
  }
}

/** A context with what a matcher found. Handlers further down the chain do not see the findings of others. */
export function withFindings<C extends Context, Findings extends object>(
  context: C,
  findings: Findings,
): C & Findings {
  // Defined rather than assigned: a finding may stand where the context's class has an accessor.
  return Object.create(context, Object.getOwnPropertyDescriptors(findings)) as C & Findings;
}
