// `pnpm dev`: like `pnpm start`, but compiles and starts anew whenever a source changes.
import { spawn } from "node:child_process";
import { build, root } from "./run.mjs";

await build();
const watchers = [
  ["node_modules/.bin/tsc", "-b", "--watch", "--preserveWatchOutput"],
  [process.execPath, "widget/bundle.mjs", "--watch"],
  [
    process.execPath,
    ...["protocol", "server", "sdk-bot", "examples"].map((name) => `--watch-path=${name}/dist`),
    "examples/dist/demo/main.js",
  ],
];
const children = watchers.map(([command, ...args]) => spawn(command, args, { cwd: root, stdio: "inherit" }));
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.on(signal, () => {
    for (const child of children) child.kill(signal);
  });
}
