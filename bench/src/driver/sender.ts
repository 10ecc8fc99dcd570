import type { Answer, SentMessage } from "@natter/protocol";
import type { Line } from "./connect.js";

/** Sends numbered messages of one size and counts what is refused. */
export class Sender {
  refused = new Map<string, number>();
  #next = 0;
  readonly #text: string;
  readonly #run = Math.random().toString(36).slice(2);

  constructor(textChars: number) {
    this.#text = "x".repeat(textChars);
  }

  /** Calls back once, when the server answered: true for acknowledged as new. */
  send(line: Line, answered: (isAcknowledged: boolean) => void): void {
    this.#next += 1;
    const message = { localId: `${this.#run}-${this.#next}`, text: this.#text };
    line.socket.emit("message.send", message, (answer: Answer<SentMessage>) => {
      if (answer.ok) return answered(!answer.data.duplicate);
      this.refused.set(answer.error.code, (this.refused.get(answer.error.code) ?? 0) + 1);
      answered(false);
    });
  }
}
