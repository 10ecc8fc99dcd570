import type { TextMessage } from "@natter/protocol";
import type { Engine, VirtualClock } from "@natter/server/engine";
import type { CrashingHost, CrashPoint } from "./crashing-host.js";
import type { Thread } from "./thread.js";
import { type Line, transcript, written } from "./transcript.js";
import { untilQuiet, untilStill } from "./until-quiet.js";
import { User } from "./user.js";

export interface ChatParts {
  engine: Engine;
  clock: VirtualClock;
  host: CrashingHost;
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
  readonly #parts: ChatParts;
  #read = 0;

  constructor(parts: ChatParts) {
    this.#parts = parts;
    this.user = new User(parts);
  }

  /** The next thing that the bot says is this text, or matches. Resolves to the message. */
  async expect(text: string | RegExp): Promise<TextMessage> {
    const message = await this.next();
    const isExpected = typeof text === "string" ? message.text === text : text.test(message.text);
    if (!isExpected) await this.#fail(`expected the bot to say ${shown(text)}, and it said`, message.text);
    return message;
  }

  /** The next thing that the bot says offers exactly these options, in this order. Resolves to the message. */
  async expectOptions(...options: string[]): Promise<TextMessage> {
    const message = await this.next();
    const offered = message.options.map(({ text }) => text);
    if (JSON.stringify(offered) !== JSON.stringify(options)) {
      await this.#fail(`expected the options [${options.join("] [")}], and the bot offered`, offered);
    }
    return message;
  }

  /** The bot has answered everything and says nothing more. */
  async expectSilence(): Promise<void> {
    await this.#quiet();
    const message = this.#parts.thread.replies[this.#read];
    if (message) await this.#fail("expected the bot to say nothing more, and it said", message.text);
  }

  /** The next thing that the bot says, whatever it is. */
  async next(): Promise<TextMessage> {
    const { engine, clock, patienceMs, thread } = this.#parts;
    await this.#parts.settled();
    await untilQuiet(engine, clock, patienceMs, () => {
      thread.load();
      return thread.replies.length > this.#read;
    });
    const message = thread.replies[this.#read];
    if (!message) return this.#fail("expected the bot to say something, and it said", "nothing more");
    this.#read += 1;
    return message;
  }

  /** Moves the virtual time, ringing what is due on the way: timeouts of requests, next attempts. */
  async advance(ms: number): Promise<void> {
    const { engine, clock } = this.#parts;
    const until = clock.now() + ms;
    do await untilStill(engine);
    while (clock.step(until));
  }

  /** Kills the bot once the server has done its nth effect from now, before the bot hears of it. */
  crash({ afterEffect }: { afterEffect: number }): void {
    this.#parts.host.crashAfterEffect(afterEffect);
  }

  /** Kills the bot at its nth call from the start, before it reaches the server or before the answer is heard. */
  crashAtCall(call: number, point: CrashPoint): void {
    this.#parts.host.crashAtCall(call, point);
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

  /** Effects, `done` and `fail` that the bot has called. */
  get calls(): number {
    return this.#parts.host.calls;
  }

  /** Ends it all. */
  async end(): Promise<void> {
    await this.#parts.end();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.end();
  }

  async #quiet(): Promise<void> {
    const { engine, clock, patienceMs, settled, thread } = this.#parts;
    await settled();
    await untilQuiet(engine, clock, patienceMs);
    thread.load();
  }

  async #fail(expected: string, received: unknown): Promise<never> {
    const said = typeof received === "string" ? `"${received}"` : JSON.stringify(received);
    const failures = await this.failures();
    const faults = failures.length > 0 ? `\nIts handlers failed:\n  ${failures.join("\n  ")}` : "";
    const thread = written(await this.transcript().catch(() => []));
    throw new Error(`${expected} ${said}.\nThe conversation:\n${thread}${faults}`);
  }
}

const shown = (text: string | RegExp) => (typeof text === "string" ? `"${text}"` : String(text));
