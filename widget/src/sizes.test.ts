import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { beforeAll, expect, test } from "vitest";
import { bundleDirectory } from "./bundle-location.js";
import { ensureBundle } from "./testing/ensure-bundle.js";

beforeAll(ensureBundle);

const read = (name: string) => readFileSync(new URL(name, bundleDirectory));
const gzipBytes = (name: string) => gzipSync(read(name), { level: 9 }).length;

test("the loader, with its working launcher, weighs at most 4 KB [F220]", () => {
  expect(gzipBytes("natter.js")).toBeLessThanOrEqual(4096);
});

test("everything that a first open needs weighs at most 40 KB [F220]", () => {
  const { firstOpen }: { firstOpen: string[] } = JSON.parse(String(read("manifest.json")));
  const total = firstOpen.reduce((sum, name) => sum + gzipBytes(name), 0);
  expect(total).toBeLessThanOrEqual(40 * 1024);
});

test("a language weighs at most 2 KB [F233]", () => {
  const { firstOpen, chunks }: { firstOpen: string[]; chunks: string[] } = JSON.parse(
    String(read("manifest.json")),
  );
  for (const name of chunks.filter((name) => !firstOpen.includes(name)))
    expect(gzipBytes(name), name).toBeLessThanOrEqual(2048);
});

test("the schemas of the protocol stay on the server", () => {
  const { chunks }: { chunks: string[] } = JSON.parse(String(read("manifest.json")));
  for (const name of chunks) expect(String(read(name))).not.toContain("must be a string");
});
