import { execFile } from "node:child_process";
import { mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { bundleDirectory } from "../bundle-location.js";

const packageRoot = fileURLToPath(new URL("../../", import.meta.url));
const lock = `${packageRoot}dist/.bundling`;

/** Builds the bundle unless it is newer than every source, so that a stale build never answers for the code. */
export async function ensureBundle(): Promise<void> {
  if (isFresh()) return;
  mkdirSync(`${packageRoot}dist`, { recursive: true });
  try {
    mkdirSync(lock);
  } catch {
    return waitForOther();
  }
  try {
    await promisify(execFile)(process.execPath, [`${packageRoot}bundle.mjs`]);
  } finally {
    rmSync(lock, { recursive: true });
  }
}

/** Test files run side by side, and one of them builds for all. Another process's build gives no event to await. */
async function waitForOther(): Promise<void> {
  const deadline = Date.now() + 100_000;
  while (!isFresh()) {
    if (Date.now() > deadline) throw new Error(`No bundle appeared; if nothing builds it, remove ${lock}`);
    await wait(50);
  }
}

function isFresh(): boolean {
  const builtAt = modifiedAt(fileURLToPath(new URL("manifest.json", bundleDirectory)));
  const sources = readdirSync(`${packageRoot}src`, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts") && !name.startsWith("testing"))
    .map((name) => `src/${name}`);
  return [...sources, "bundle.mjs", "bundle-plugins.mjs"].every(
    (name) => modifiedAt(packageRoot + name) <= builtAt,
  );
}

function modifiedAt(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
