import { buffer } from "node:stream/consumers";
import type { FileMessage } from "@natter/protocol";
import type { Engine, VirtualClock } from "@natter/server/engine";
import type { CrashPlan, CrashPoint } from "./crash-plan.js";
import { Moderator } from "./moderator.js";
import { isStreaming, isWhole, type Said, type Thread } from "./thread.js";
import { type Line, transcript, written } from "./transcript.js";
import { untilQuiet, untilStill } from "./until-quiet.js";
import { User } from "./user.js";

export interface ChatParts {
  engine: Engine;
  clock: VirtualClock;
  plan: CrashPlan;
  thread: Thread;
  joined: Awaited<ReturnType<Engine["createConversation"]>>;
  patienceMs: number;
  faults: readonly unknown[];
  settled(): Promise<unknown>;
  end(): Promise<void>;
}

/** One conversation with the bot under test. Expectations read what the bot said, in order, each message once. */
export class Chat implements AsyncDisposable {
  readonly user: User;
  /** Decides on what a manager holds. */
  readonly moderator: Moderator;
  readonly #parts: ChatParts;
  #read = 0;
  /** What the last expectation read. */
  #taken: Said | null = null;

  constructor(parts: ChatParts) {
    this.#parts = parts;
    this.user = new User(parts);
    this.moderator = new Moderator(parts);
  }

  /** The next thing that the bot says is this text, or matches. Resolves to the message. */
  async expect(text: string | RegExp): Promise<Said> {
    const expected = `expected the bot to say ${shown(text)}, and it said`;
    const message = await this.#take(expected);
    const isExpected = typeof text === "string" ? message.text === text : text.test(message.text);
    if (!isExpected) await this.#fail(expected, message.text);
    return message;
  }

  /** The next thing that the bot says offers exactly these options, in this order. Resolves to the message. */
  async expectOptions(...options: string[]): Promise<Said> {
    const expected = `expected the options [${options.join("] [")}], and the bot`;
    const taken = this.#taken;
    const hint =
      taken && offers(taken, options)
        ? `\nThe message before, "${taken.text}", offers them, and has been taken by an expectation: expectOptions() takes the next message. Use it in place of expect(), or look at the options of what expect() resolves to`
        : "";
    const message = await this.#take(`${expected} said`, hint);
    if (!offers(message, options)) {
      const offered = message.options.map(({ text }) => text);
      await this.#fail(`${expected} offered`, offered, hint);
    }
    return message;
  }

  /** The next thing that the bot says is a file with this name, or one that matches. Resolves to the message. */
  async expectFile(name: string | RegExp): Promise<FileMessage> {
    const expected = `expected the bot to send the file ${shown(name)}, and it`;
    const message = await this.#take(`${expected} said`);
    const sent = message.type === "text" ? null : message;
    const called = sent?.file?.name ?? "";
    const isExpected = typeof name === "string" ? called === name : name.test(called);
    if (sent && isExpected) return sent;
    return this.#fail(`${expected} sent`, called || message.text);
  }

  /** The bytes of a file in the conversation. */
  async bytesOf({ file }: FileMessage): Promise<Buffer> {
    if (!file) throw new Error("the message was deleted, and its file with it");
    return buffer(await this.#parts.engine.readFile(file.url));
  }

  /** The bot has answered everything and says nothing more. */
  async expectSilence(): Promise<void> {
    await this.#quiet();
    const message = this.#parts.thread.replies[this.#read];
    if (message) await this.#fail("expected the bot to say nothing more, and it said", message.text);
  }

  /** The next thing that the bot says, whatever it is. A streamed message counts once it is whole. */
  next(): Promise<Said> {
    return this.#take();
  }

  /** The same as soon as there is something of it, to act while it is streamed. It stays the next to be expected. */
  nextBegun(): Promise<Said> {
    return this.#upcoming(() => true);
  }

  /** Moves the virtual time, ringing what is due on the way: timeouts of requests, next attempts. */
  async advance(ms: number): Promise<void> {
    const { engine, clock } = this.#parts;
    const until = clock.now() + ms;
    do await untilStill(engine);
    while (clock.step(until));
  }

  /**
   * Kills the bot whose effect is the nth (default: the first) from now that the server does, before the bot hears of it: a reply, a whole
   * stream, a question, a step, a report, also one that an earlier attempt did and that is only found.
   */
  crash({ afterEffect = 1 }: { afterEffect?: number } = {}): void {
    this.#parts.plan.crashAfterEffect(afterEffect);
  }

  /** Kills the bot that makes the nth call from the start, before it reaches the server or before the answer is heard. */
  crashAtCall(call: number, point: CrashPoint): void {
    this.#parts.plan.crashAtCall(call, point);
  }

  /** What was said, by nickname, without system messages. */
  async transcript(): Promise<Line[]> {
    await this.#quiet();
    const { participants } = this.#parts.joined;
    return transcript(
      this.#parts.thread.messages,
      (id) => participants.find((one) => one.id === id)?.nickname ?? id,
    );
  }

  /** Errors that the bot's handlers threw, as the request history keeps them. */
  async failures(): Promise<string[]> {
    const requests = await this.#parts.engine.requests();
    return requests.map(({ error }) => error).filter((error) => error !== null);
  }

  /** Calls by which the bots have answered: replies, questions, steps, reports, pieces of streams, `done` and `fail`. */
  get calls(): number {
    return this.#parts.plan.calls;
  }

  /** Ends it all. */
  async end(): Promise<void> {
    await this.#parts.end();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.end();
  }

  async #take(expected?: string, hint?: string): Promise<Said> {
    const message = await this.#upcoming(isWhole, expected, hint).catch((cause: unknown) => {
      const begun = this.#parts.thread.replies[this.#read];
      if (!begun || !isStreaming(begun)) throw cause;
      const why = "the stream that the bot gave to ctx.reply has not ended";
      throw new Error(`the message "${begun.text}" is still being streamed: ${why}`, { cause });
    });
    this.#read += 1;
    this.#taken = message;
    return message;
  }

  async #upcoming(
    isEnough: (message: Said) => boolean,
    expected = "expected the bot to say something, and it said",
    hint = "",
  ): Promise<Said> {
    const { engine, clock, patienceMs, settled, thread } = this.#parts;
    await settled();
    await untilQuiet(engine, clock, patienceMs, () => {
      thread.load();
      const said = thread.replies[this.#read];
      return said !== undefined && isEnough(said);
    });
    const message = thread.replies[this.#read];
    return message ?? this.#fail(expected, null, hint);
  }

  async #quiet(): Promise<void> {
    const { engine, clock, patienceMs, settled, thread } = this.#parts;
    await settled();
    await untilQuiet(engine, clock, patienceMs);
    thread.load();
  }

  async #heldNow(): Promise<string> {
    const { engine, joined } = this.#parts;
    // It stands in a message about something else that went wrong.
    const waiting = await engine.held(joined.conversation.id).catch(() => []);
    const held = waiting.flatMap(({ message, sender }) =>
      message.type === "system" ? [] : [`  ${sender.nickname}: ${message.text}`],
    );
    return held.length === 0 ? "" : `\nHeld, and not decided on:\n${held.join("\n")}`;
  }

  /** `received` is null where there was nothing. */
  async #fail(expected: string, received: string | string[] | null, hint = ""): Promise<never> {
    const said = received === null ? "nothing more" : JSON.stringify(received);
    const failures = await this.failures();
    const faults = failures.length > 0 ? `\nIts handlers failed:\n  ${failures.join("\n  ")}` : "";
    const thread = written(await this.transcript().catch(() => []));
    throw new Error(
      `${expected} ${said}.${hint}\nThe conversation:\n${thread}${await this.#heldNow()}${faults}`,
    );
  }
}

const offers = (message: Said, options: readonly string[]) =>
  JSON.stringify(message.options.map(({ text }) => text)) === JSON.stringify(options);
const shown = (text: string | RegExp) => (typeof text === "string" ? `"${text}"` : String(text));
