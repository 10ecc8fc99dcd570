import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { defaultUrl } from "./bot-options.js";
import { remedies } from "./remedies.js";

const read = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8");
const readme = read("../README.md");

const rowOf = (code: string, remedy: string) =>
  new RegExp(`^\\| \`${code}\` \\|.*\\| ${remedy.replaceAll(/[.*+?^${}()|[\]\\]/gu, "\\$&")} \\|$`, "mu");

describe("the README", () => {
  it("shows the four lines of the example that runs [F200]", () => {
    const block = /```ts\n([\s\S]*?)```/u.exec(readme)?.[1];
    expect(block).toBe(read("../../examples/src/bots/echo.ts").replace(/^(\/\/.*\n)+/u, ""));
    expect(block?.trim().split("\n").filter(Boolean)).toHaveLength(4);
  });

  it("shows the five lines of the manager that runs, and so does its guide [F200]", () => {
    const program = read("../../examples/src/bots/transparent.ts").replace(/^(\/\/.*\n)+/u, "");
    expect(program.trim().split("\n").filter(Boolean)).toHaveLength(5);
    for (const text of [readme, read("../../docs/MANAGER.md")]) {
      const blocks = [...text.matchAll(/```ts\n([\s\S]*?)```/gu)].map(([, block]) => block);
      expect(blocks).toContain(program);
    }
  });

  it("has a guide beside it that gives every error's remedy in the error's own words [F67]", () => {
    const guide = read("../../docs/BOTS.md");
    for (const [code, remedy] of Object.entries(remedies)) expect(guide).toMatch(rowOf(code, remedy));
  });

  it("explains every error code that has a remedy, and the default address [F67]", () => {
    for (const code of Object.keys(remedies)) expect(readme).toContain(`\`${code}\``);
    expect(readme).toContain(defaultUrl);
  });
});
