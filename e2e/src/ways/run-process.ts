import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";

interface RunOptions {
  input?: string;
  cwd?: string;
  /** Besides what this process has. */
  env?: Record<string, string>;
}

/** Runs a program to its end. */
export async function run(
  program: string,
  args: readonly string[],
  { input = "", cwd, env }: RunOptions = {},
) {
  const child = spawn(program, args, {
    stdio: "pipe",
    ...(cwd !== undefined && { cwd }),
    ...(env && { env: { ...process.env, ...env } }),
  });
  child.stdin.end(input);
  const [out, err, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    // The event's arguments are Node's: the code, or null and a signal.
    once(child, "close") as Promise<[number | null]>,
  ]);
  return { code, out, err };
}

/** Builds a package, so that what runs is never older than what is tested. */
export async function build(house: string, name: string): Promise<void> {
  const compiler = path.join(house, "node_modules", ".bin", "tsc");
  // Whether all types fit is the build's affair; it writes the programs either way.
  await promisify(execFile)(compiler, ["-b", path.join(house, name)]).catch(() => undefined);
}
