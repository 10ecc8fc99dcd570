// `pnpm start`: builds, then runs the server with the example bots and the demo page.
import { build, run } from "./run.mjs";

await build();
// The demo handles Ctrl-C itself; this process only waits for it.
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => {});
process.exitCode = await run(process.execPath, ["examples/dist/demo/main.js", ...process.argv.slice(2)]);
