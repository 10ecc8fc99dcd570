import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream, type WriteStream } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("../../dist/crash/answering-bot.js", import.meta.url));

interface BotProcessOptions {
  url: string;
  key: string;
  replies: number;
  folder: string;
  name: string;
  /** Of its pauses. */
  seed: number;
}

/** One instance of the answering bot, to be killed and started again. */
export class BotProcess {
  readonly name: string;
  starts = 0;
  /** Answers that the server said it had stored before: repeats that were suppressed. */
  suppressed = 0;
  /** What came of the writes of attempts that had been overtaken, counted by outcome. */
  readonly zombies = new Map<string, number>();
  #child: ChildProcess | null = null;
  readonly #options: BotProcessOptions;
  readonly #log: WriteStream;

  constructor(options: BotProcessOptions) {
    this.name = options.name;
    this.#options = options;
    this.#log = createWriteStream(path.join(options.folder, `${options.name}.log`), { flags: "a" });
  }

  start(): void {
    const { url, key, replies, seed } = this.#options;
    this.starts += 1;
    const child = spawn(process.execPath, [program, String(replies), String(seed + this.starts)], {
      env: { ...process.env, NATTER_URL: url, NATTER_BOT_KEY: key },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#child = child;
    child.stderr.on("data", (text: Buffer) => this.#log.write(text));
    createInterface({ input: child.stdout }).on("line", (line) => {
      const [, outcome] = /^zombie (\w+)$/u.exec(line) ?? [];
      if (line === "suppressed") this.suppressed += 1;
      else if (outcome !== undefined) this.zombies.set(outcome, (this.zombies.get(outcome) ?? 0) + 1);
      else this.#log.write(`${line}\n`);
    });
  }

  /** How it ended by itself, or null while it runs: a bot is to outlive any server. */
  get ended(): string | null {
    const child = this.#child;
    if (child === null || child.signalCode === "SIGKILL") return null;
    return child.exitCode === null ? null : `${this.name} ended with ${child.exitCode}`;
  }

  async kill(): Promise<void> {
    const child = this.#child;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    child.kill("SIGKILL");
    await gone;
  }
}
