import type { BotHost, BotHostConnection, BotHostListener } from "@natter/protocol";

/** Where a bot dies: with the call before it reaches the server, or after the server did it but before the bot hears. */
export type CrashPoint = "before" | "after";

interface Planned {
  call: number;
  point: CrashPoint;
}

/** A host that counts the calls by which a bot answers, and can cut the connection at any of them. */
export class CrashingHost implements BotHost {
  readonly #host: BotHost;
  readonly #onCrash: () => void;
  #planned: Planned | null = null;
  #afterEffect: number | null = null;
  #calls = 0;
  #effects = 0;

  constructor(host: BotHost, onCrash: () => void) {
    this.#host = host;
    this.#onCrash = onCrash;
  }

  /** Effects, `done` and `fail` so far. */
  get calls(): number {
    return this.#calls;
  }

  /** At the call with this number, counted from 1. */
  crashAtCall(call: number, point: CrashPoint): void {
    this.#planned = { call, point };
  }

  /** Once the server has done the nth effect from now. */
  crashAfterEffect(n: number): void {
    this.#afterEffect = this.#effects + n;
  }

  connect(listener: BotHostListener): BotHostConnection {
    const connection = this.#host.connect(listener);
    let isAlive = true;
    const crash = (): Promise<never> => {
      isAlive = false;
      connection.close();
      listener.closed();
      this.#onCrash();
      // Who is dead hears no answer.
      return new Promise(() => {});
    };
    return {
      call: async (name, input) => {
        if (!isAlive) return new Promise(() => {});
        if (name !== "effect" && name !== "done" && name !== "fail") return connection.call(name, input);
        this.#calls += 1;
        const number = this.#calls;
        if (this.#takes(number, "before")) return crash();
        const answer = await connection.call(name, input);
        if (name === "effect" && answer.ok) this.#effects += 1;
        const isAfterEffect = name === "effect" && this.#afterEffect === this.#effects;
        if (isAfterEffect) this.#afterEffect = null;
        if (isAlive && (isAfterEffect || this.#takes(number, "after"))) return crash();
        return answer;
      },
      close: () => connection.close(),
    };
  }

  #takes(call: number, point: CrashPoint): boolean {
    if (this.#planned?.call !== call || this.#planned.point !== point) return false;
    this.#planned = null;
    return true;
  }
}
