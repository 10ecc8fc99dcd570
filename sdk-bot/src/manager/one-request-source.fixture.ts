import type { ScriptedLink } from "../scripted-link.fixture.js";
import type { RequestSink, RequestSource } from "../source/request-source.js";
import type { BotIdentity, BotRequest } from "../wire.js";

/** Delivers one request at a time over a scripted link, to whoever is let in under this identity. */
export class OneRequestSource implements RequestSource {
  readonly #identity: BotIdentity;
  #sink: RequestSink | null = null;
  isClosed = false;

  constructor(identity: BotIdentity) {
    this.#identity = identity;
  }

  async open(sink: RequestSink): Promise<BotIdentity> {
    this.#sink = sink;
    return this.#identity;
  }
  async setCredit(): Promise<void> {}
  call(): Promise<never> {
    return Promise.reject(new Error("this fixture knows no calls of the bot's own"));
  }
  async close(): Promise<void> {
    this.isClosed = true;
  }

  /** Resolves once the request is answered, or has failed. */
  deliver(request: BotRequest, link: ScriptedLink): Promise<void> {
    const { before } = link;
    return new Promise((resolve) => {
      link.before = async (call) => {
        await before(call);
        if (call.name === "done" || call.name === "fail") resolve();
      };
      this.#sink?.deliver(request, link);
    });
  }
}
