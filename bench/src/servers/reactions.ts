import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** What a reacting bot tells. */
export interface Told {
  what: "ready" | "aborted" | "holds";
  conversationId: string;
  attempt: number;
  /** By `systemMs` of the bot's process. */
  atMs: number;
}

/** One clock for all processes of this machine: Linux counts it from its start. */
export function systemMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** One instance of the reacting bot, to be killed and started again. */
export class ReactingBot implements AsyncDisposable {
  readonly #env: Record<string, string>;
  readonly #onTold: (told: Told, by: ReactingBot) => void;
  #child: ChildProcess | null = null;

  constructor(env: Record<string, string>, onTold: (told: Told, by: ReactingBot) => void) {
    this.#env = env;
    this.#onTold = onTold;
  }

  /** Resolves once the server has greeted it. */
  async start(): Promise<void> {
    const program = fileURLToPath(new URL("./reacting-bot.js", import.meta.url));
    const child = fork(program, [], {
      env: { ...process.env, ...this.#env },
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    });
    this.#child = child;
    await new Promise<void>((resolve, reject) => {
      child.once("exit", (code) => reject(new Error(`the bot ended with ${code} before it was ready`)));
      child.on("message", (told: Told) => {
        if (told.what === "ready") resolve();
        this.#onTold(told, this);
      });
    });
  }

  /** Lets go of the requests that it holds. */
  release(): void {
    this.#child?.send("release");
  }

  /** With SIGKILL: nobody is told goodbye. Returns the moment. */
  kill(): number {
    const atMs = systemMs();
    this.#child?.kill("SIGKILL");
    return atMs;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
  }
}
