import { type FileReply, outgoingFile } from "../files/outgoing-file.js";
import type { ChatParts } from "./chat.js";
import { isStreaming } from "./thread.js";
import { untilQuiet } from "./until-quiet.js";

/** The visitor. */
export class User {
  readonly #parts: ChatParts;
  #sent = 0;

  constructor(parts: ChatParts) {
    this.#parts = parts;
  }

  /** Resolves once the message is stored. */
  async says(text: string, quotedMessageId: string | null = null): Promise<void> {
    const { engine, joined } = this.#parts;
    this.#sent += 1;
    await engine.sendMessage(joined, { localId: `user-${this.#sent}`, text, quotedMessageId });
  }

  /** Sends a file, as `ctx.reply` does. Resolves once the message is stored. */
  async sends(content: FileReply | Blob): Promise<void> {
    const { engine, joined } = this.#parts;
    const reply = content instanceof Blob ? { file: content } : content;
    const file = outgoingFile(reply);
    if (file.kind === "linked")
      throw new Error("people send no addresses of files; send a path, a Blob or a stream");
    this.#sent += 1;
    const { text = "", quotedMessageId = null } = reply;
    const message = { type: file.type, localId: `user-${this.#sent}`, text, quotedMessageId };
    await engine.sendFile(joined, message, { name: file.name, bytes: file.bytes() });
  }

  /** Picks an option of the last message that offers it, once the bot has answered everything. */
  async picks(option: string): Promise<void> {
    const { engine, clock, thread, patienceMs, settled } = this.#parts;
    await settled();
    await untilQuiet(engine, clock, patienceMs);
    const offers = thread.messages.filter((message) => message.type !== "system");
    const offer = offers.findLast(({ options }) => options.some(({ text }) => text === option));
    if (!offer) {
      const last = offers.findLast(({ options }) => options.length > 0)?.options.map(({ text }) => text);
      const offered = last ? `the last ones were [${last.join("] [")}]` : "the bot has offered none";
      throw new Error(`there is no option "${option}" to pick; ${offered}`);
    }
    await this.says(option, offer.id);
  }

  /** Stops the message that a bot is writing, as soon as there is something of it. */
  async stops(): Promise<void> {
    const { engine, clock, thread, patienceMs, settled, joined } = this.#parts;
    await settled();
    const written = () =>
      thread.messages.find((message) => message.type !== "system" && isStreaming(message));
    await untilQuiet(engine, clock, patienceMs, () => written() !== undefined);
    const message = written();
    if (!message) throw new Error("no bot is writing a message that could be stopped");
    await engine.stopReply(joined, message.id);
  }

  /** Ends the conversation. */
  async ends(): Promise<void> {
    await this.#parts.engine.endConversation(this.#parts.joined);
  }
}
