import { defineConfig } from "vitest/config";

/** One run over every package. Tests read sources, never a build that could be stale. */
export default defineConfig({
  ssr: { resolve: { conditions: ["@natter/source", "node"] } },
  test: {
    include: ["{protocol,server,widget,sdk-bot,examples,e2e,bench}/src/**/*.test.ts", "scripts/**/*.test.ts"],
    exclude: ["**/node_modules/**", "**/dist/**"],
    // Bounds on hanging, not on slowness: a busy machine takes ten times as long and is right all the same.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 30_000 } },
    // Two cores: more workers only fight each other's browsers and servers.
    maxWorkers: 2,
    reporters: ["default", "./scripts/closing-line-reporter.mjs"],
  },
});
