import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** A server under measurement: always a process of its own, so that it competes with nobody's heap. */
export interface ChildServer extends AsyncDisposable {
  readonly url: string;
  readonly pid: number;
}

interface ChildServerOptions {
  program: string;
  args?: string[];
  nodeFlags?: string[];
  env?: Record<string, string>;
  readyTimeoutMs?: number;
}

/** Starts a program that prints a JSON line with `msg: "listening"` and `url` once it listens. */
export async function startChildServer(options: ChildServerOptions): Promise<ChildServer> {
  const child = spawn(
    process.execPath,
    [...(options.nodeFlags ?? []), options.program, ...(options.args ?? [])],
    { env: { ...process.env, ...options.env }, stdio: ["ignore", "pipe", "inherit"] },
  );
  const url = await listening(child, options);
  return { url, pid: child.pid ?? 0, [Symbol.asyncDispose]: () => stopChild(child) };
}

function listening(child: ChildProcess, options: ChildServerOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      reject(new Error(`${options.program} was not listening in time`));
    }, options.readyTimeoutMs ?? 20_000);
    child.once("exit", (code, signal) => reject(new Error(`${options.program} ended: ${code ?? signal}`)));
    if (child.stdout === null) return;
    createInterface({ input: child.stdout }).on("line", (line) => {
      const url = listeningUrl(line);
      if (url === null) return;
      clearTimeout(timer);
      resolve(url);
    });
  });
}

function listeningUrl(line: string): string | null {
  if (!line.includes('"listening"')) return null;
  const entry: { url?: unknown } = JSON.parse(line);
  return typeof entry.url === "string" ? entry.url : null;
}

/** Asks, and after 12 s insists. */
export async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), 12_000);
  await ended;
  clearTimeout(timer);
}
