// Builds what a server serves: dist/bundle/natter.js (the loader), dist/bundle/natter/… (the panel's chunks) and
// dist/bundle/manifest.json, which lists the files of a first open.

import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { slimCss, webSocketOnly } from "./bundle-plugins.mjs";

// A test runner's NODE_ENV would bundle Lit's development build.
process.env.NODE_ENV = "production";

const root = fileURLToPath(new URL(".", import.meta.url));
const outDir = `${root}dist/bundle/`;

/** Legacy decorators with assigned fields, as in tsconfig.json: Lit's accessors must not be shadowed. */
const oxc = {
  decorator: { legacy: true },
  assumptions: { setPublicClassFields: true },
  typescript: { removeClassFieldsWithoutInitializer: true },
};
const common = { root, configFile: false, logLevel: "warn", oxc };
const target = ["chrome120", "firefox128", "safari17.5"];

/** @returns the chunks of a build, the entry first */
async function chunksOf(config) {
  const result = await build({ ...common, ...config });
  const { output } = Array.isArray(result) ? result[0] : result;
  return output.filter((file) => file.type === "chunk").sort((a, b) => Number(b.isEntry) - Number(a.isEntry));
}

rmSync(outDir, { recursive: true, force: true });

const panel = await chunksOf({
  plugins: [slimCss(), webSocketOnly()],
  build: {
    target,
    outDir: `${outDir}natter`,
    modulePreload: false,
    rolldownOptions: {
      input: { panel: `${root}src/panel/create-panel.ts` },
      preserveEntrySignatures: "strict",
      output: { format: "es", entryFileNames: "[name]-[hash].js", chunkFileNames: "[name]-[hash].js" },
    },
  },
});
const entry = panel[0].fileName;

await chunksOf({
  plugins: [slimCss()],
  define: { PANEL_FILE: JSON.stringify(entry) },
  build: {
    target,
    outDir,
    emptyOutDir: false,
    modulePreload: false,
    rolldownOptions: {
      input: `${root}src/loader/natter.ts`,
      output: { format: "iife", entryFileNames: "natter.js" },
    },
  },
});

const byName = new Map(panel.map((chunk) => [chunk.fileName, chunk]));
const firstOpen = new Set();
(function follow(name) {
  if (firstOpen.has(name)) return;
  firstOpen.add(name);
  for (const imported of byName.get(name)?.imports ?? []) follow(imported);
})(entry);

mkdirSync(outDir, { recursive: true });
const manifest = {
  firstOpen: ["natter.js", ...[...firstOpen].map((name) => `natter/${name}`)],
  chunks: panel.map(({ fileName }) => `natter/${fileName}`),
};
writeFileSync(`${outDir}manifest.json`, `${JSON.stringify(manifest, null, 2)}\n`);
