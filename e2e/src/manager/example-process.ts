import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const folder = new URL("../../../examples/dist/bots/", import.meta.url);

/** One of the example bots, as the program that a reader starts. */
export class ExampleProcess implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #lines: string[] = [];

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  /** Resolves once the server has greeted it. */
  static async start(name: string, env: Record<string, string>): Promise<ExampleProcess> {
    const program = fileURLToPath(new URL(`${name}.js`, folder));
    const child = spawn(process.execPath, [program], {
      env: { ...process.env, ...env },
      stdio: ["ignore", "ignore", "pipe"],
    });
    const example = new ExampleProcess(child);
    for await (const line of createInterface({ input: child.stderr })) {
      example.#lines.push(line);
      if (line.includes("connected to")) break;
    }
    if (!example.#lines.at(-1)?.includes("connected to")) throw new Error(example.#lines.join("\n"));
    child.stderr.resume();
    return example;
  }

  /** As when the power goes. */
  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = once(this.#child, "exit");
    this.#child.kill("SIGKILL");
    await gone;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.kill();
  }
}
