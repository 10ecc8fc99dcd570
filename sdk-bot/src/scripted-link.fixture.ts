import type { BotFile, SentMessage } from "@natter/protocol";
import { botSelf, textMessage } from "./request.fixture.js";
import type { Link, Upload } from "./source/request-source.js";
import type { Timing } from "./timing.js";
import type { Input, Reply } from "./wire.js";

/** One call as it left the bot. */
export type LinkCall =
  | { name: "effect"; input: Input<"effect"> }
  | { name: "ask"; input: Input<"ask"> }
  | { name: "step"; input: Input<"step"> }
  | { name: "report"; input: Input<"report"> }
  | { name: "delta"; input: Input<"delta"> }
  | { name: "delta.end"; input: Input<"delta.end"> }
  | { name: "done"; input: Input<"done"> }
  | { name: "fail"; input: Input<"fail"> };

/** A link that notes what the bot calls and answers by a function; by default everything succeeds at once. */
export class ScriptedLink implements Link {
  readonly calls: LinkCall[] = [];
  /** What people answer to the questions, in order; after the last one nobody answers. */
  answers: (string | "timed-out")[] = [];
  readonly recorded = new Map<number, { name: string; result: { value?: unknown } }>();
  /** What was streamed, by index. */
  readonly written = new Map<number, string>();
  /** Whether the streams were finished before. */
  isStopped = false;
  /** Throws what the server refuses with. */
  before: (call: LinkCall) => Promise<void> | void = () => {};

  async effect(input: Input<"effect">): Promise<Reply<"effect">> {
    await this.#note({ name: "effect", input });
    return stored(input);
  }

  async ask(input: Input<"ask">): Promise<Reply<"ask">> {
    await this.#note({ name: "ask", input });
    const message = textMessage(input.text, { id: `m-${input.index}`, senderId: botSelf.id });
    const answer = this.answers.shift();
    if (answer === undefined) return { message, outcome: { type: "waiting" } };
    if (answer === "timed-out") return { message, outcome: { type: "timed-out" } };
    return { message, outcome: { type: "answered", message: textMessage(answer) } };
  }

  async step(input: Input<"step">): Promise<Reply<"step">> {
    await this.#note({ name: "step", input });
    const { index, name, result } = input;
    if (result && !this.recorded.has(index)) this.recorded.set(index, { name, result });
    return { result: this.recorded.get(index)?.result ?? null };
  }

  async report(input: Input<"report">): Promise<Reply<"report">> {
    await this.#note({ name: "report", input });
    return {};
  }

  async delta(input: Input<"delta">): Promise<Reply<"delta">> {
    await this.#note({ name: "delta", input });
    this.written.set(input.index, (this.written.get(input.index) ?? "").slice(0, input.from) + input.text);
    return { messageId: `m-${input.index}`, isFinal: this.isStopped };
  }

  async endDelta(input: Input<"delta.end">): Promise<Reply<"delta.end">> {
    await this.#note({ name: "delta.end", input });
    const message = textMessage(this.written.get(input.index) ?? "", { senderId: botSelf.id });
    return { message, duplicate: false };
  }

  /** What was uploaded, by name. */
  readonly uploads = new Map<string, string>();

  async upload({ type, name, bytes }: Upload): Promise<BotFile> {
    let text = "";
    for await (const chunk of bytes) text += Buffer.from(chunk).toString();
    this.uploads.set(name, text);
    return { fileKey: `key-of-${name}`, name, sizeBytes: text.length, mimeType: `of/${type}` };
  }

  async openFile(url: string): Promise<ReadableStream<Uint8Array>> {
    return new Blob([`bytes at ${url}`]).stream();
  }

  async done(input: Input<"done">): Promise<Reply<"done">> {
    await this.#note({ name: "done", input });
    return {};
  }

  async fail(input: Input<"fail">): Promise<Reply<"fail">> {
    await this.#note({ name: "fail", input });
    return { retryAt: input.isRetryable ? 1 : null };
  }

  /** The calls in short: `effect 0 hello`, `ask 1 name?`, `step 2 pay`, `done`, `fail`. */
  get summary(): string[] {
    return this.calls.map(({ name, input }) => {
      if (name === "effect") return `effect ${input.index} ${said(input.effect)}`;
      if (name === "ask") return `ask ${input.index} ${input.text}`;
      if (name === "step") return `step ${input.index} ${input.name}${input.result ? " recorded" : ""}`;
      return name;
    });
  }

  async #note(call: LinkCall): Promise<void> {
    this.calls.push(call);
    await this.before(call);
  }
}

function said(effect: Input<"effect">["effect"]): string {
  return effect.type === "send" ? `${effect.text}` : `${effect.type} ${effect.messageId}`;
}

/** The answer to an effect that was stored. */
export function stored({ requestId, index, effect }: Input<"effect">): SentMessage {
  if (effect.type !== "send") return { message: textMessage("", { id: effect.messageId }), duplicate: false };
  const message = textMessage(effect.text ?? "", {
    id: `m-${requestId}-${index}`,
    senderId: botSelf.id,
    options: effect.options ?? [],
    quotedMessageId: effect.quotedMessageId ?? null,
    metadata: effect.metadata ?? null,
  });
  return { message, duplicate: false };
}

/** No waiting and no chance. */
export const instantly: Timing = {
  random: () => 0,
  sleep: (_ms, signal) => {
    signal.throwIfAborted();
    return Promise.resolve();
  },
};
