import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream, type WriteStream } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { freePort } from "./free-port.js";

const program = fileURLToPath(new URL("../../../server/dist/main.js", import.meta.url));
const run = promisify(execFile);

/** The built server on one port and one database file, to be killed and started again and again. */
export class ServerProcess {
  readonly url: string;
  readonly env: Record<string, string>;
  /** Log lines that say something went wrong inside. */
  readonly complaints: string[] = [];
  /** How it ended when nobody had asked it to. */
  readonly unasked: string[] = [];
  starts = 0;
  #isAsked = false;
  #child: ChildProcess | null = null;
  #listening: Promise<void> = Promise.resolve();
  readonly #log: WriteStream;

  private constructor(port: number, folder: string, env: Record<string, string>) {
    this.url = `http://127.0.0.1:${port}`;
    this.#log = createWriteStream(path.join(folder, "server.log"), { flags: "a" });
    this.env = {
      NATTER_PORT: String(port),
      NATTER_HOST: "127.0.0.1",
      NATTER_DATABASE: path.join(folder, "natter.sqlite"),
      NATTER_LOG_LEVEL: "info",
      NATTER_SECRET: "a-secret-for-crash-tests-of-32-characters-and-more",
      // One address sends everything; a bucket that turns sends away would hide the kills behind retries.
      NATTER_RATE_LIMITS: "off",
      ...env,
    };
  }

  /** Picks a free port, and keeps it: clients come back to the same address. Starts nothing yet. */
  static async at(folder: string, env: Record<string, string> = {}): Promise<ServerProcess> {
    return new ServerProcess(await freePort(), folder, env);
  }

  get database(): string {
    return this.env.NATTER_DATABASE ?? "";
  }

  /** Runs a command of the CLI in the server's environment and returns what it printed. */
  async cli(...args: string[]): Promise<string> {
    const { stdout } = await run(process.execPath, [program, ...args], {
      env: { ...process.env, ...this.env },
    });
    return stdout;
  }

  /** Registers a bot and returns its key. */
  async addBot(name: string): Promise<string> {
    const made: { key: string } = JSON.parse(await this.cli("bots", "add", name, "--json"));
    return made.key;
  }

  /** Makes a key that may read the history of requests, and returns it. */
  async addHistoryKey(): Promise<string> {
    const made: { key: string } = JSON.parse(
      await this.cli("keys", "add", "test", "--scope", "requests:read", "--json"),
    );
    return made.key;
  }

  /** Starts it, without waiting. `listening` resolves when it is ready. */
  start(): void {
    this.starts += 1;
    this.#isAsked = false;
    const child = spawn(process.execPath, [program, "serve"], {
      env: { ...process.env, ...this.env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#child = child;
    child.stderr.on("data", (text: Buffer) => {
      this.complaints.push(text.toString());
      this.#log.write(text);
    });
    this.#listening = new Promise((resolve, reject) => {
      child.once("exit", (code, signal) => {
        if (this.#isAsked) return;
        this.unasked.push(`the server ended by itself: ${code ?? signal}`);
        reject(new Error(`the server ended by itself: ${code ?? signal}; see server.log`));
      });
      createInterface({ input: child.stdout }).on("line", (line) => {
        this.#log.write(`${line}\n`);
        if (line.includes('"msg":"listening"')) resolve();
        if (/"level":(50|60|"error"|"fatal")/u.test(line)) this.complaints.push(line);
      });
    });
    this.#listening.catch(() => {}); // Reported to whoever awaits `listening`.
  }

  /** Rejects when the server ended by itself before it was ready, or after a minute. */
  async listening(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error("the server was not listening within a minute")), 60_000);
    });
    await Promise.race([this.#listening, late]).finally(() => clearTimeout(timer));
  }

  /** Kills it and waits until it is gone, so that its port is free. */
  async kill(): Promise<void> {
    await this.#end("SIGKILL");
  }

  /** Asks it to stop. Returns its exit code (null when a signal ended it) and how long it took. */
  async stop(): Promise<{ code: number | null; tookMs: number }> {
    const startedAt = performance.now();
    const code = await this.#end("SIGTERM");
    return { code, tookMs: performance.now() - startedAt };
  }

  async #end(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.#child;
    if (child === null) return null;
    this.#isAsked = true;
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, "exit");
      child.kill(signal);
      await ended;
    }
    return child.exitCode;
  }
}
