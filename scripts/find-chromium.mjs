import { existsSync } from "node:fs";
import { chromium } from "playwright-core";
import { run } from "./run.mjs";

const usual = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** The Chromium that browser tests drive: the one named, a system one, or Playwright's own; null without any. */
export function findChromium() {
  const candidates = [process.env.NATTER_CHROMIUM, ...usual, chromium.executablePath()];
  return candidates.find((path) => path && existsSync(path)) ?? null;
}

/** Finds a Chromium or installs one: Debian's package where this user may, else Playwright's own build. */
export async function ensureChromium() {
  const found = findChromium();
  if (found) return found;
  console.log("No Chromium on this machine: installing one for the browser tests.");
  const isDebianRoot = existsSync("/usr/bin/apt-get") && process.getuid?.() === 0;
  if (isDebianRoot) {
    const env = { DEBIAN_FRONTEND: "noninteractive" };
    if ((await run("apt-get", ["update", "-qq"], { env })) === 0) {
      await run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium"], { env });
    }
  }
  if (!findChromium())
    await run(process.execPath, ["node_modules/playwright-core/cli.js", "install", "chromium"]);
  const installed = findChromium();
  if (installed) return installed;
  throw new Error(
    "The browser tests need Chromium and it could not be installed. Install it, or name it in NATTER_CHROMIUM.",
  );
}
