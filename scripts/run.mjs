import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The repository's root folder. */
export const root = fileURLToPath(new URL("..", import.meta.url));

/** Runs a command in the root with this terminal's input and output; resolves to its exit code. */
export function run(command, args, { env = {} } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: "inherit", cwd: root, env: { ...process.env, ...env } });
    child.once("error", reject);
    child.once("exit", (code) => resolve(code ?? 1));
  });
}

/** Compiles every package and bundles the widget; ends this process when that fails. */
export async function build() {
  for (const [command, ...args] of [
    ["node_modules/.bin/tsc", "-b"],
    [process.execPath, "widget/bundle.mjs"],
  ]) {
    const code = await run(command, args);
    if (code !== 0) process.exit(code);
  }
}
