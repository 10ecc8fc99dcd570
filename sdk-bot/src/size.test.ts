import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "vite";
import { describe, expect, it } from "vitest";

const ofPackage = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** What a bot loads of this package, in one piece; what it imports from elsewhere stays outside. */
async function bundle(): Promise<{ code: string; imports: string[] }> {
  const built = await build({
    configFile: false,
    logLevel: "silent",
    build: {
      write: false,
      target: "node20",
      minify: true,
      lib: { entry: ofPackage("index.ts"), formats: ["es"] },
      rollupOptions: { external: (id) => !/^[./]/u.test(id) },
    },
  });
  const [output] = Array.isArray(built) ? built : [built];
  const chunk = output && "output" in output ? output.output[0] : null;
  if (!chunk) throw new Error("nothing was built");
  return { code: chunk.code, imports: chunk.imports };
}

describe("the package", () => {
  it("weighs at most 25 KB, gzip, with the manager in it [F200]", async () => {
    const { code, imports } = await bundle();
    const bytes = gzipSync(code, { level: 9 }).byteLength;
    if (process.env.NATTER_SHOW_SIZE) process.stderr.write(`@natter/bot: ${bytes} bytes, gzip\n`);
    expect(bytes).toBeLessThanOrEqual(25 * 1024);
    // A bundle that had lost its code would weigh little, too.
    expect(bytes).toBeGreaterThan(5 * 1024);
    expect(imports.filter((name) => !name.startsWith("node:"))).toEqual(["socket.io-client"]);
  });

  it("brings one dependency [F200]", () => {
    const { dependencies } = JSON.parse(readFileSync(ofPackage("../package.json"), "utf8"));
    expect(Object.keys(dependencies)).toEqual(["socket.io-client"]);
  });
});
