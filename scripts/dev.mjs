// `pnpm dev`: like `pnpm start`, but compiles, bundles and starts anew whenever a source changes.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { watch } from "node:fs";
import path from "node:path";
import { build, root } from "./run.mjs";

await build();
const tsc = start("node_modules/.bin/tsc", ["-b", "--watch", "--preserveWatchOutput"]);
let demo = start(process.execPath, ["examples/dist/demo/main.js"]);

onChange(["widget/src"], () => start(process.execPath, ["widget/bundle.mjs"]));
onChange(["protocol/dist", "server/dist", "sdk-bot/dist", "examples/dist"], async () => {
  await stop(demo);
  demo = start(process.execPath, ["examples/dist/demo/main.js"]);
});

for (const signal of ["SIGINT", "SIGTERM"]) {
  process.once(signal, async () => {
    await Promise.all([stop(tsc), stop(demo)]);
    process.exit(0);
  });
}

function start(command, args) {
  return spawn(command, args, { cwd: root, stdio: "inherit" });
}

async function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGTERM");
  await once(child, "exit");
}

/** Calls back once after a burst of changes below the folders; never twice at a time. */
function onChange(folders, callback) {
  let timer;
  let running = Promise.resolve();
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      running = running.then(callback);
    }, 300);
  };
  for (const folder of folders) watch(path.join(root, folder), { recursive: true }, later);
}
