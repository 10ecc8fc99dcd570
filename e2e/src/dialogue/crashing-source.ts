import { type Link, NatterBotError, type RequestSink, type RequestSource } from "@natter/bot";
import { type BotCalls, type BotEvents, PROTOCOL_VERSION } from "@natter/protocol";
import { io, type Socket } from "socket.io-client";

type Door = Socket<BotEvents, BotCalls>;

/**
 * A connection that dies once, right after the server has done the `n`-th thing that the bot asked of it and
 * before the bot hears of that; then it comes back, as a process that was started again.
 */
export class CrashingSource implements RequestSource {
  readonly #url: string;
  readonly #key: string;
  #left: number;
  #socket: Door | null = null;
  #isClosed = false;
  /** How many calls about requests there were. */
  calls = 0;

  constructor(url: string, key: string, crashAfter: number) {
    this.#url = url;
    this.#key = key;
    this.#left = crashAfter;
  }

  async open(sink: RequestSink): Promise<{ id: string; name: string }> {
    const auth = { key: this.#key, protocol: PROTOCOL_VERSION };
    const socket: Door = io(`${this.#url}/bots`, { transports: ["websocket"], forceNew: true, auth });
    this.#socket = socket;
    const call = (name: string, input: unknown): Promise<never> => {
      this.calls += 1;
      const answered = new Promise<never>((resolve, reject) => {
        // One function for every call; the link's methods below type them.
        const emit = socket.emit.bind(socket) as (...args: unknown[]) => void;
        emit(
          name,
          input,
          (answer: { ok: boolean; data: never; error: { code: "fenced"; message: string } }) => {
            if (--this.#left === 0) this.#crash(sink, link);
            else if (answer.ok) resolve(answer.data);
            else reject(new NatterBotError(answer.error.code, answer.error.message));
          },
        );
      });
      return answered;
    };
    const link = Object.fromEntries(
      linkCalls.map((name) => [name, (input: unknown) => call(name, input)]),
    ) as unknown as Link;
    socket.on("request", (request) => sink.deliver(request, link));
    socket.on("cancel", (cancel) => sink.cancel(cancel));
    await new Promise<void>((resolve) => socket.once("connect", resolve));
    const hello = await socket.emitWithAck("hello", { instance: "crashing", hears: ["message"], credit: 1 });
    if (!hello.ok) throw new Error(hello.error.message);
    return hello.data.bot;
  }

  async setCredit(): Promise<void> {}

  call(): Promise<never> {
    return Promise.reject(new Error("not over this source"));
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#socket?.disconnect();
  }

  #crash(sink: RequestSink, link: Link): void {
    this.#socket?.disconnect();
    sink.lost(link);
    if (!this.#isClosed) void this.#comeBack(sink);
  }

  async #comeBack(sink: RequestSink): Promise<void> {
    try {
      await this.open(sink);
    } catch (error) {
      // Closed in the middle of its greeting, it is not answered.
      if (!this.#isClosed) throw error;
    }
  }
}

const linkCalls = [
  "effect",
  "ask",
  "step",
  "report",
  "delta",
  "done",
  "fail",
] as const satisfies (keyof Link)[];
