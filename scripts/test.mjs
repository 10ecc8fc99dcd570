// `pnpm test [vitest arguments]`: builds what the whole-system tests run, finds a browser, runs every test.
import { ensureChromium } from "./find-chromium.mjs";
import { build, run } from "./run.mjs";

const browser = await ensureChromium();
await build();
process.exitCode = await run("node_modules/.bin/vitest", ["run", ...process.argv.slice(2)], {
  env: { NATTER_CHROMIUM: browser },
});
