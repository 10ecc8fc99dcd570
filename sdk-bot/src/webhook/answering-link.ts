import type { BotFile, EffectInput } from "@natter/protocol";
import { openOverHttp, uploadOverHttp } from "../files/http-files.js";
import type { HttpDoor } from "../http.js";
import { CallingLink } from "../source/calling-link.js";
import type { Link, Upload } from "../source/request-source.js";
import type { Input, Reply } from "../wire.js";

/** What the answer to a webhook says of an attempt. */
export interface Outcome {
  /** Left out where everything was done before the answer. */
  effects?: EffectInput[];
  done?: true;
  failure?: { error: string; isRetryable: boolean };
  /** The attempt has asked something, and the next one comes with the answer. */
  waiting?: true;
}

/** The link of one attempt behind a webhook: how the attempt ends is kept for the answer. */
export abstract class AnsweringLink extends CallingLink implements Link {
  readonly #files: () => HttpDoor;
  #outcome: Outcome | null = null;

  /** `files` says where files go, and throws where that was not set. */
  constructor(files: () => HttpDoor) {
    super();
    this.#files = files;
  }

  /** Null when the attempt was given up. */
  get outcome(): Outcome | null {
    return this.#outcome;
  }

  /** Before the answer is: it names what was uploaded. */
  async upload(file: Upload, signal: AbortSignal): Promise<BotFile> {
    return uploadOverHttp(this.#files(), file, signal);
  }

  async openFile(url: string, signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
    return openOverHttp(this.#files(), url, signal);
  }

  async done(): Promise<Reply<"done">> {
    this.ended({ done: true });
    return {};
  }

  async fail({ error, isRetryable }: Input<"fail">): Promise<Reply<"fail">> {
    this.ended({ failure: { error, isRetryable } });
    // Whether it is tried again, the server decides when it has the answer.
    return { retryAt: Date.now() };
  }

  protected ended(outcome: Outcome): void {
    this.#outcome = outcome;
  }
}
