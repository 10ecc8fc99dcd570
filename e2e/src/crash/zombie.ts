import { type BotCalls, type BotEvents, PROTOCOL_VERSION } from "@natter/protocol";
import { io, type Socket } from "socket.io-client";

/**
 * Writes what an attempt that was overtaken would write, were its process still alive. The SDK gives such attempts up
 * by itself; the server must not depend on that.
 */
export class Zombie {
  readonly #socket: Socket<BotEvents, BotCalls>;

  constructor(url: string, key: string) {
    this.#socket = io(`${url}/bots`, {
      transports: ["websocket"],
      forceNew: true,
      reconnectionDelay: 20,
      reconnectionDelayMax: 200,
      auth: { key, protocol: PROTOCOL_VERSION },
    });
    // It takes no request: credit 0.
    this.#socket.on("connect", () => {
      this.#socket.emit("hello", { instance: "zombie", hears: ["message"], credit: 0 }, () => {});
    });
  }

  /** What came of it: the error's code, `stored` if it was let in, null where nobody answered. */
  async write(requestId: string, attempt: number): Promise<string | null> {
    if (!this.#socket.connected) return null;
    const effect = { type: "send", text: "from beyond" } as const;
    try {
      const answer = await this.#socket
        .timeout(2000)
        .emitWithAck("effect", { requestId, attempt, index: 99, effect });
      return answer.ok ? "stored" : answer.error.code;
    } catch {
      return null;
    }
  }
}
