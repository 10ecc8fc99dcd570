// `pnpm bench [name] [options]`: see bench/README.md.
import { build, run } from "./run.mjs";

await build();
process.exitCode = await run(process.execPath, ["bench/dist/index.js", ...process.argv.slice(2)]);
